/** Judges alerts as the monitor's figures come, and tells people of them. */
@NullMarked
package dev.rota.lagmonitor.notifying;

import org.jspecify.annotations.NullMarked;
