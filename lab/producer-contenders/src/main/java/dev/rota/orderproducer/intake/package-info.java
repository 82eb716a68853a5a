/** What the intake is measured against, in its package: its requests are nobody else's. */
@NullMarked
package dev.rota.orderproducer.intake;

import org.jspecify.annotations.NullMarked;
