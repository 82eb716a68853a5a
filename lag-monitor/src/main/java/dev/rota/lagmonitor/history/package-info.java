/** What offsets were at earlier ticks, in few bytes; without a framework and without Kafka. */
@NullMarked
package dev.rota.lagmonitor.history;

import org.jspecify.annotations.NullMarked;
