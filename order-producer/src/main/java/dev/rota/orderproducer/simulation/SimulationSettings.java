package dev.rota.orderproducer.simulation;

/**
 * How much traffic there is.
 *
 * @param ordersPerSecond new orders per second, 0 for none
 * @param customers how many customers order
 * @param checkoutsPerSecond patients who go home per second, 0 for none
 */
record SimulationSettings(double ordersPerSecond, int customers, double checkoutsPerSecond) {}
