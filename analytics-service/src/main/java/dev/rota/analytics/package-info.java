/** Analytics of orders, ambulances and billing: Kafka Streams, exactly once. */
@NullMarked
package dev.rota.analytics;

import org.jspecify.annotations.NullMarked;
