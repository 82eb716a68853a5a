package dev.rota.analytics.topology;

/** A record can be read and is not what its topic is for. It goes to the dead letters. */
public final class UnusableEventException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public UnusableEventException(String message) {
        super(message);
    }
}
