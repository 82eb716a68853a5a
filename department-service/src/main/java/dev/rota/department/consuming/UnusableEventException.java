package dev.rota.department.consuming;

/** An event that no department can do anything about, however often it comes. The message says why, without the value. */
final class UnusableEventException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnusableEventException(String message) {
        super(message);
    }

    UnusableEventException(String message, Throwable cause) {
        super(message, cause);
    }
}
