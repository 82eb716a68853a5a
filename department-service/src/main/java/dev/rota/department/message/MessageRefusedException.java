package dev.rota.department.message;

/** The server answered that it does not take this message. Nobody has it. */
public final class MessageRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    MessageRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
