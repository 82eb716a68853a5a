package dev.rota.localstack.postbox;

/**
 * The postbox in numbers: of what it has kept.
 *
 * @param email what came as mail
 * @param sms what came as text messages
 */
public record PostboxSummary(Count email, Count sms) {

    /**
     * One channel.
     *
     * @param messages all of them
     * @param distinct different ids among them; fewer than messages if something came twice
     */
    public record Count(long messages, long distinct) {}
}
