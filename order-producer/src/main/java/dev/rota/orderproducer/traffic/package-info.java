/** What happens in the simulated hospital, as plain values: orders and their lives, discharges, and the pace of both. */
@NullMarked
package dev.rota.orderproducer.traffic;

import org.jspecify.annotations.NullMarked;
