package dev.rota.orderproducer.problem;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How long a body may be. */
@ConfigMapping(prefix = "rota.order-producer.body")
interface BodyConfig {

    /** Longest body of a request; the longest valid one has some 20 kB. */
    @WithDefault("64K")
    MemorySize maxSize();
}
