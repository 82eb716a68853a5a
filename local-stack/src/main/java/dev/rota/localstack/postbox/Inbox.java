package dev.rota.localstack.postbox;

import dev.rota.localstack.gateway.Refusal;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What came, in order of arrival. Only the latest messages are kept, and only in memory: a restart loses them. With a text
 * message its key is forgotten. Thread-safe.
 */
final class Inbox {

    /** Messages that the postbox keeps. */
    static final int USUAL_ROOM = 100_000;

    /**
     * What a text message came to.
     *
     * @param message as it was first taken
     * @param replayed whether it had been taken before
     */
    record Receipt(Message message, boolean replayed) {}

    private final int room;

    // All guarded by this.
    private final NavigableMap<Long, Message> messages = new TreeMap<>();
    private final Map<String, Message> textMessageByKey = new HashMap<>();
    private long latest;

    /** @param room how many messages are kept, 1 or more */
    Inbox(int room) {
        this.room = room;
    }

    /** Takes a mail, once for each recipient, whether or not its id came before. */
    synchronized void take(Mail mail, Collection<String> recipients) {
        recipients.forEach(to -> keep(Channel.EMAIL, mail.id(), to, mail.subject(), mail.text()));
    }

    /**
     * Takes a text message, or finds the one that was taken for its key.
     *
     * @throws Refusal if the key stands for another message
     */
    synchronized Receipt take(String key, String to, String text) {
        Message before = textMessageByKey.get(key);
        if (before == null) {
            Message message = keep(Channel.SMS, key, to, Optional.empty(), text);
            textMessageByKey.put(key, message);
            return new Receipt(message, false);
        }
        if (!before.to().equals(to) || !before.text().equals(text)) {
            throw Refusal.unprocessable(
                    "The idempotency key " + key + " was used for another message, number " + before.number() + ".");
        }
        return new Receipt(before, true);
    }

    private Message keep(Channel channel, String id, String to, Optional<String> subject, String text) {
        latest++;
        Message message = new Message(latest, channel, id, to, subject, text, Instant.now());
        messages.put(latest, message);
        if (messages.size() > room) {
            forget(messages.pollFirstEntry().getValue());
        }
        return message;
    }

    private void forget(Message message) {
        if (message.channel() == Channel.SMS) {
            textMessageByKey.remove(message.id());
        }
    }

    /** Whether a text message with this key is kept. */
    synchronized boolean hasTextMessage(String key) {
        return textMessageByKey.containsKey(key);
    }

    /**
     * Messages in the order in which they came.
     *
     * @param channel which way; both if empty
     * @param to whose; everybody's if empty
     * @param after number of the message before the first one wanted; 0 from the beginning
     * @param limit at most so many
     */
    synchronized List<Message> page(Optional<Channel> channel, Optional<String> to, long after, long limit) {
        return messages.tailMap(after, false).values().stream()
                .filter(message -> channel.isEmpty() || channel.get() == message.channel())
                .filter(message -> to.isEmpty() || to.get().equals(message.to()))
                .limit(limit)
                .toList();
    }

    synchronized PostboxSummary summary() {
        return new PostboxSummary(count(Channel.EMAIL), count(Channel.SMS));
    }

    private PostboxSummary.Count count(Channel channel) {
        List<String> ids = messages.values().stream()
                .filter(message -> message.channel() == channel)
                .map(Message::id)
                .toList();
        return new PostboxSummary.Count(ids.size(), ids.stream().distinct().count());
    }
}
