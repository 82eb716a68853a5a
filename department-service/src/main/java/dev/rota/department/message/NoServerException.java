package dev.rota.department.message;

/** The server did not answer, or not for this message's sake. Whether somebody has it is not known. */
public final class NoServerException extends RuntimeException {

    private static final long serialVersionUID = 1;

    NoServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
