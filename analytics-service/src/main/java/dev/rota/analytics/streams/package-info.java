/** Runs the topology: settings, errors, start and stop, probes, and what this instance is at. */
@NullMarked
package dev.rota.analytics.streams;

import org.jspecify.annotations.NullMarked;
