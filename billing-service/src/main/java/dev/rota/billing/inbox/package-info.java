/** Which events were acted on already. */
@NullMarked
package dev.rota.billing.inbox;

import org.jspecify.annotations.NullMarked;
