/** How stores keep what they hold. */
@NullMarked
package dev.rota.analytics.state;

import org.jspecify.annotations.NullMarked;
