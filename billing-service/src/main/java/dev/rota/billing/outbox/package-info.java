/** Tells the topic {@code invoices} what was put on the books. */
@NullMarked
package dev.rota.billing.outbox;

import org.jspecify.annotations.NullMarked;
