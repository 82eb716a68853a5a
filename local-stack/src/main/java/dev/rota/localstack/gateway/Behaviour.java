package dev.rota.localstack.gateway;

import java.time.Duration;
import java.util.Set;

/**
 * How the gateway treats those who pay.
 *
 * @param latency how long a charge or refund takes, 0 to 10 minutes
 * @param errorRate share of charges and refunds that answer 500, 0 to 1; of these the first, third and so on before
 *     anything is booked, the others after it is: an answer that gets lost
 * @param outage whether every charge and refund answers 503
 * @param declineRate share of charges that are declined, 0 to 1; a key is always among them or never
 * @param declinedAccounts accounts whose charges are declined
 */
public record Behaviour(
        Duration latency, double errorRate, boolean outage, double declineRate, Set<String> declinedAccounts) {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** @throws IllegalArgumentException if a value is out of bounds; the message is a sentence that names it */
    public Behaviour {
        declinedAccounts = Set.copyOf(declinedAccounts);
        if (latency.isNegative() || latency.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("latency must be from PT0S to " + LONGEST + ", not " + latency + ".");
        }
        requireShare("errorRate", errorRate);
        requireShare("declineRate", declineRate);
    }

    private static void requireShare(String name, double value) {
        // Written so that NaN is refused too.
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be from 0 to 1, not " + value + ".");
        }
    }

    /** Prompt, reliable and willing; how the gateway starts. */
    public static Behaviour none() {
        return new Behaviour(Duration.ZERO, 0, false, 0, Set.of());
    }

    public Behaviour withLatency(Duration time) {
        return new Behaviour(time, errorRate, outage, declineRate, declinedAccounts);
    }

    public Behaviour withErrorRate(double share) {
        return new Behaviour(latency, share, outage, declineRate, declinedAccounts);
    }

    public Behaviour withOutage() {
        return new Behaviour(latency, errorRate, true, declineRate, declinedAccounts);
    }

    public Behaviour withDeclineRate(double share) {
        return new Behaviour(latency, errorRate, outage, share, declinedAccounts);
    }

    public Behaviour withDeclined(String... accounts) {
        return new Behaviour(latency, errorRate, outage, declineRate, Set.of(accounts));
    }
}
