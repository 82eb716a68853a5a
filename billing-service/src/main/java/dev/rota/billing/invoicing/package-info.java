/** What is billed, and the invoices that come of it. */
@NullMarked
package dev.rota.billing.invoicing;

import org.jspecify.annotations.NullMarked;
