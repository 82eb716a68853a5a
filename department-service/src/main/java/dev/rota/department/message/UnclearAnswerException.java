package dev.rota.department.message;

/** The server answered, and it does not show whether the message is to blame. Asked some more times, it counts as refused. */
final class UnclearAnswerException extends MessageRefusedException {

    private static final long serialVersionUID = 1;

    UnclearAnswerException(String message, Throwable cause) {
        super(message, cause);
    }
}
