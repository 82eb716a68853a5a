/**
 * A Kafka consumer that works on many keys at once, on each key in order, and commits only what is done.
 *
 * <p>Start with {@link dev.rota.keyedconsumer.KeyedConsumer}; everything else public is a value it hands out or a hook
 * it takes.
 */
@NullMarked
package dev.rota.keyedconsumer;

import org.jspecify.annotations.NullMarked;
