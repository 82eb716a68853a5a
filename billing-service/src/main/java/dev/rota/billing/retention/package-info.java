/** Deletes what nobody needs any more. */
@NullMarked
package dev.rota.billing.retention;

import org.jspecify.annotations.NullMarked;
