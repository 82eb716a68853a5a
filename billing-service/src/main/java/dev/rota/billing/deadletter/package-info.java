/** Dead letters as an operator needs them: found, read, and sent back. */
@NullMarked
package dev.rota.billing.deadletter;

import org.jspecify.annotations.NullMarked;
