/** The simulated hospital's traffic, sent for real: started, watched and stopped over HTTP. */
@NullMarked
package dev.rota.orderproducer.simulation;

import org.jspecify.annotations.NullMarked;
