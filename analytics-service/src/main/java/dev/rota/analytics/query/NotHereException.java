package dev.rota.analytics.query;

/** What was asked for is not here just now: its partition moves, is restored, or is another's. */
final class NotHereException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean isSilence;

    NotHereException(String message) {
        this(message, false);
    }

    private NotHereException(String message, boolean isSilence) {
        // Expected while partitions move: no stack trace.
        super(message, null, false, false);
        this.isSilence = isSilence;
    }

    /** Who was asked said nothing at all. */
    static NotHereException silence(String message) {
        return new NotHereException(message, true);
    }

    /** Whether who was asked said nothing at all, and need not be asked anything else for the same question. */
    boolean isSilence() {
        return isSilence;
    }
}
