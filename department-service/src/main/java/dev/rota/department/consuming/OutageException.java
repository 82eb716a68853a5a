package dev.rota.department.consuming;

/** Something that the work needs is not there just now; the event is not to blame. */
final class OutageException extends RuntimeException {

    private static final long serialVersionUID = 1;

    OutageException(String message, Throwable cause) {
        super(message, cause);
    }
}
