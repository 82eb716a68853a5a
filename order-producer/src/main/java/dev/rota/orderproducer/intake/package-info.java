/** Orders and checkouts from outside: checked, given an id, and answered when the broker has them. */
@NullMarked
package dev.rota.orderproducer.intake;

import org.jspecify.annotations.NullMarked;
