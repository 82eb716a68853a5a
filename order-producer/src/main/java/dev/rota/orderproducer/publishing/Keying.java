package dev.rota.orderproducer.publishing;

import java.util.Locale;

/** Which key a record gets, and with it which records stay in order among themselves. */
public enum Keying {
    /** The event's own: of a customer, a patient or a vehicle all records are in one partition, in order. */
    KEY,

    /** A new one for each record: an even spread, and no order at all between two records of a customer. */
    RANDOM,

    /** None: the client fills one partition for a while and then another. No order either. */
    NONE;

    /** As it is written in the configuration. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
