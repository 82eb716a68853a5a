package dev.rota.lagmonitor.api;

/**
 * There is no answer now, and may be one soon. Answered by a mapper of its own, {@link UnavailableProblem}, not thrown as a problem: those
 * are logged with their stack, and this is expected.
 */
final class UnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String title;
    private final String detail;

    /**
     * For everybody who asks.
     *
     * @param title what it is, in words that are always the same
     * @param detail why, in a sentence
     */
    UnavailableException(String title, String detail) {
        super(title, null, false, false);
        this.title = title;
        this.detail = detail;
    }

    String title() {
        return title;
    }

    String detail() {
        return detail;
    }
}
