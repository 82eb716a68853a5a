/**
 * What happens in the simulated hospital, as plain values: orders and their lives, discharges, ambulances on their ways, and
 * the pace of all.
 */
@NullMarked
package dev.rota.orderproducer.traffic;

import org.jspecify.annotations.NullMarked;
