/** Real KRaft brokers. */
@NullMarked
package dev.rota.localstack.kafka;

import org.jspecify.annotations.NullMarked;
