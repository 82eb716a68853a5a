/** How many consumers each group wants, and why; without a framework and without Kafka. */
@NullMarked
package dev.rota.lagmonitor.scaling;

import org.jspecify.annotations.NullMarked;
