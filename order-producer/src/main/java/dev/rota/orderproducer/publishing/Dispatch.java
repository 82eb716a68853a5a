package dev.rota.orderproducer.publishing;

/**
 * How soon an event goes. Each way has a producer of its own: the records of a key that go the same way one after the other stay in
 * that order.
 */
public enum Dispatch {

    /** At once: somebody waits for this one. It is refused where there is no room for it. */
    SINGLE,

    /**
     * With those that come within some milliseconds: somebody waits for all of many. It takes a quarter less work, and waits for
     * room.
     */
    BULK
}
