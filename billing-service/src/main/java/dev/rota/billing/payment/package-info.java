/** Cards, charged and refunded through the payment gateway. */
@NullMarked
package dev.rota.billing.payment;

import org.jspecify.annotations.NullMarked;
