package dev.rota.analytics.topology;

/** An order is one customer's: who reports a step of another's order has mistaken its id. */
public final class OrderOwner {

    private OrderOwner() {}

    /**
     * Holds a step to its order.
     *
     * @throws UnusableEventException if the order is not the customer's
     */
    public static void require(String orderId, String owner, String customerId) {
        if (!owner.equals(customerId)) {
            throw new UnusableEventException("the order " + orderId + " is of " + owner + ", not of " + customerId);
        }
    }
}
