package dev.rota.analytics.query;

/** How many are wanted at most. */
final class Limit {

    private Limit() {}

    /**
     * Reads it from a request. A number that does not fit would be a page that is not found, if it were left to JAX-RS.
     *
     * @throws io.quarkiverse.resteasy.problem.HttpProblem 400 if it is not between one and the most
     */
    static int of(String text, int most) {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= most) {
                return limit;
            }
        } catch (NumberFormatException _) {
            // It is refused below.
        }
        throw Refused.parameter("limit", "must be a number from 1 to " + most);
    }
}
