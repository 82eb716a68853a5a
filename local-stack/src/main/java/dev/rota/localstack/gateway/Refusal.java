package dev.rota.localstack.gateway;

import java.util.Map;

/** An answer other than the one that was hoped for; the message is the sentence that the caller reads. */
public final class Refusal extends RuntimeException {

    static final int BAD_REQUEST = 400;
    static final int UNAUTHORIZED = 401;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int CONFLICT = 409;
    static final int TOO_LARGE = 413;
    static final int UNPROCESSABLE = 422;
    static final int FAILURE = 500;
    static final int UNAVAILABLE = 503;

    private final int status;
    private final transient Map<String, String> headers;

    Refusal(int status, String detail) {
        this(status, detail, Map.of());
    }

    Refusal(int status, String detail, Map<String, String> headers) {
        // Expected, and made by the thousand in an outage: no stack trace.
        super(detail, null, false, false);
        this.status = status;
        this.headers = Map.copyOf(headers);
    }

    /** The request makes no sense. */
    public static Refusal badRequest(String detail) {
        return new Refusal(BAD_REQUEST, detail);
    }

    /** The request makes sense, and nothing can come of it. */
    public static Refusal unprocessable(String detail) {
        return new Refusal(UNPROCESSABLE, detail);
    }

    /** The caller may not do this. */
    public static Refusal forbidden(String detail) {
        return new Refusal(FORBIDDEN, detail);
    }

    /** Not as things are; the caller may try again in a second. */
    public static Refusal conflict(String detail) {
        return new Refusal(CONFLICT, detail, Map.of("Retry-After", "1"));
    }

    int status() {
        return status;
    }

    /** HTTP headers that belong to the answer. */
    Map<String, String> headers() {
        return headers;
    }

    String title() {
        return switch (status) {
            case BAD_REQUEST -> "Bad Request";
            case UNAUTHORIZED -> "Unauthorized";
            case FORBIDDEN -> "Forbidden";
            case NOT_FOUND -> "Not Found";
            case METHOD_NOT_ALLOWED -> "Method Not Allowed";
            case CONFLICT -> "Conflict";
            case TOO_LARGE -> "Content Too Large";
            case UNPROCESSABLE -> "Unprocessable Content";
            case UNAVAILABLE -> "Service Unavailable";
            default -> "Internal Server Error";
        };
    }
}
