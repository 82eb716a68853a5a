package dev.rota.orderproducer.intake;

/** What the description of the API says of all that can be reported. */
final class ApiTexts {

    static final String KEY = IdempotencyKey.HEADER;
    static final String IN_PROGRESS = "InProgress";
    static final String KEY_OF_ANOTHER = "KeyOfAnother";
    static final String TOO_LONG = "TooLong";
    static final String NOT_JSON = "NotJson";
    static final String TOO_MANY = "TooMany";
    static final String REFUSED = "Refused";
    static final String NOT_KNOWN = "NotKnown";
    static final String LINES = "Lines";

    static final String ONE = "Answered once the broker has acknowledged the record with all its in-sync replicas.";

    static final String MANY = """
            Each line is an event of its own, and gets a line in answer as soon as its outcome and those before it are known, \
            while the body is still being sent: with status 202 and its place in the log, or with what is wrong. A bad line \
            spoils none of the others.""";

    /** What is in braces from end to end would be taken for one JSON object, and be cut after the first line. */
    static final String LINES_EXAMPLE = """
            {"line":1,"status":202,"eventId":"0197f3c2-5d7e-7b3a-9c1d-2f6a8e4b0c11","topic":"order-events","partition":3,"offset":1207}
            {"line":2,"status":400,"title":"Bad Request","violations":[{"field":"amount","in":"body","message":"must be greater than 0"}]}
            {"line":3,"status":429,"title":"Too Many Requests","detail":"Nothing was written: the send buffer is full. …","retryAfter":2}
            …
            """;

    private ApiTexts() {}
}
