/**
 * lag-monitor's benchmark: the packaged service beside a broker with very many groups, held against the bare requests that a tick
 * is made of, and against a loop that asks group by group.
 */
@NullMarked
package dev.rota.lab.bench.lag;

import org.jspecify.annotations.NullMarked;
