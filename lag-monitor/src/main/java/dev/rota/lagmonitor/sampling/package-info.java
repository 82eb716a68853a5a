/** Reads the cluster on a thread of its own and publishes the latest snapshot for everyone else to read from memory. */
@NullMarked
package dev.rota.lagmonitor.sampling;

import org.jspecify.annotations.NullMarked;
