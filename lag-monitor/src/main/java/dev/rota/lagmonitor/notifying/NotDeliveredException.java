package dev.rota.lagmonitor.notifying;

/** A receiver does not have a notification, as far as is known. */
final class NotDeliveredException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean later;

    private NotDeliveredException(String reason, boolean later) {
        // Expected, and always from the same places: a stack would tell nothing.
        super(reason, null, false, false);
        this.later = later;
    }

    /** It may take it when it is sent again. */
    static NotDeliveredException yet(String reason) {
        return new NotDeliveredException(reason, true);
    }

    /** It would be refused as often as it is sent. */
    static NotDeliveredException ever(String reason) {
        return new NotDeliveredException(reason, false);
    }

    boolean mayWorkLater() {
        return later;
    }
}
