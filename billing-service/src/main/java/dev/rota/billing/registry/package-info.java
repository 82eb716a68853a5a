/** What the schema registry may do to those who ask it. */
@NullMarked
package dev.rota.billing.registry;

import org.jspecify.annotations.NullMarked;
