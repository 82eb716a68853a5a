/** The benchmarks: contenders take turns in processes of their own, on one broker, and are compared round by round. */
@NullMarked
package dev.rota.lab.bench;

import org.jspecify.annotations.NullMarked;
