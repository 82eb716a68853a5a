package dev.rota.lagmonitor.sampling;

/** The cluster could not be asked at all, so a tick has nothing to show. */
final class ClusterUnreadableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String reason;

    ClusterUnreadableException(String reason) {
        // Expected, and always from the same place: a stack would tell nothing.
        super(reason, null, false, false);
        this.reason = reason;
    }

    /** Why, in one line. */
    String reason() {
        return reason;
    }
}
