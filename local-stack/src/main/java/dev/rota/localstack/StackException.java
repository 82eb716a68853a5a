package dev.rota.localstack;

/** Something the person at the terminal can act on; the message is a whole sentence and needs no stack trace. */
public final class StackException extends RuntimeException {

    public StackException(String message) {
        super(message);
    }

    public StackException(String message, Throwable cause) {
        super(message, cause);
    }
}
