package dev.rota.lagmonitor.api;

/** As many follow the stream as may. Answered by a mapper of its own, as problems of the server are logged with their stack. */
final class TooManyStreamsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooManyStreamsException() {
        super("Too many streams", null, false, false);
    }
}
