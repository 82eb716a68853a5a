package dev.rota.department.message;

import org.jspecify.annotations.Nullable;

/** The server answered that it does not take this message, or nobody could. Nobody has it. */
public class MessageRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    MessageRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
