/** What all features of the service share. */
@NullMarked
package dev.rota.orderproducer;

import org.jspecify.annotations.NullMarked;
