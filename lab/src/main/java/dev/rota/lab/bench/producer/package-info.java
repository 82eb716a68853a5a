/**
 * order-producer's benchmark: the packaged service on a processor of its own, with endpoints beside its own that it is
 * measured against, and what Kafka's own tools get out of the same broker.
 */
@NullMarked
package dev.rota.lab.bench.producer;

import org.jspecify.annotations.NullMarked;
