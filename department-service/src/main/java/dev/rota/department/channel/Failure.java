package dev.rota.department.channel;

/** What becomes of a record that cannot be handled. */
public enum Failure {
    /** It is given up at once. */
    DEAD_LETTER,

    /** It is read again after each of {@code retry-delays}, out of its key's order, and given up after the last. */
    DELAYED_RETRY
}
