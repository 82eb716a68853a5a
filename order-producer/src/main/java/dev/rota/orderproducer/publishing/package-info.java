/** The way to Kafka: two acknowledged, idempotent producers, and the truth about how each record ended. */
@NullMarked
package dev.rota.orderproducer.publishing;

import org.jspecify.annotations.NullMarked;
