package dev.rota.analytics.query;

/** What was asked for is not here just now: its partition moves, is restored, or is another's. */
final class NotHereException extends RuntimeException {

    private static final long serialVersionUID = 1;

    NotHereException(String message) {
        // Expected while partitions move: no stack trace.
        super(message, null, false, false);
    }
}
