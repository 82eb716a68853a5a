/**
 * analytics-service's benchmark: the packaged service as a process, beside itself on the weaker guarantee and beside a
 * transactional loop that is written by hand.
 */
@NullMarked
package dev.rota.lab.bench.analytics;

import org.jspecify.annotations.NullMarked;
