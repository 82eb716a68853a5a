package dev.rota.localstack.postbox;

import java.util.Set;

/**
 * How the postbox treats those it is to deliver to. A recipient is compared as it is written.
 *
 * @param refusedRecipients those who do not exist: 550 by SMTP, 422 by HTTP
 * @param busyRecipients those who cannot take anything now: 450 by SMTP, 409 by HTTP; who is refused too is refused
 */
public record Behaviour(Set<String> refusedRecipients, Set<String> busyRecipients) {

    /** What becomes of a message to somebody. */
    enum Reception {
        TAKEN,
        REFUSED,
        BUSY
    }

    public Behaviour {
        refusedRecipients = Set.copyOf(refusedRecipients);
        busyRecipients = Set.copyOf(busyRecipients);
    }

    /** Takes everything for everybody; how the postbox starts. */
    public static Behaviour none() {
        return new Behaviour(Set.of(), Set.of());
    }

    public Behaviour withRefused(String... recipients) {
        return new Behaviour(Set.of(recipients), busyRecipients);
    }

    public Behaviour withBusy(String... recipients) {
        return new Behaviour(refusedRecipients, Set.of(recipients));
    }

    Reception receptionOf(String recipient) {
        if (refusedRecipients.contains(recipient)) {
            return Reception.REFUSED;
        }
        return busyRecipients.contains(recipient) ? Reception.BUSY : Reception.TAKEN;
    }
}
