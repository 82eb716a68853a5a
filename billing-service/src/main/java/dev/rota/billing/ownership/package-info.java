/** Who may write for a partition, held by an epoch in the database. */
@NullMarked
package dev.rota.billing.ownership;

import org.jspecify.annotations.NullMarked;
