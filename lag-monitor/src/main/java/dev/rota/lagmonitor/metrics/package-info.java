/** The latest figures as Prometheus series, under the names that kafka_exporter made common. */
@NullMarked
package dev.rota.lagmonitor.metrics;

import org.jspecify.annotations.NullMarked;
