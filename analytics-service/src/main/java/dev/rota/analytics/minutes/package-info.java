/** What each minute's order steps come to, said once. */
@NullMarked
package dev.rota.analytics.minutes;

import org.jspecify.annotations.NullMarked;
