/** The way to Kafka: one acknowledged, idempotent producer, and the truth about how each record ended. */
@NullMarked
package dev.rota.orderproducer.publishing;

import org.jspecify.annotations.NullMarked;
