/** What the monitor answers over HTTP, as JSON and as the text that kafka-consumer-groups prints. */
@NullMarked
package dev.rota.lagmonitor.api;

import org.jspecify.annotations.NullMarked;
