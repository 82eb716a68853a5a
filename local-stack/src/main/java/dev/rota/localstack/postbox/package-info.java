/** A stand-in for those who deliver what the house tells its customers: takes mail and text messages, and shows what came. */
@NullMarked
package dev.rota.localstack.postbox;

import org.jspecify.annotations.NullMarked;
