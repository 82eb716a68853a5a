package dev.rota.localstack.postbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.localstack.gateway.Refusal;
import dev.rota.localstack.postbox.PostboxSummary.Count;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InboxTest {

    private static final Mail MAIL = new Mail("<m-1@rota>", Optional.of("Your order"), "It is on its way.");

    private final Inbox inbox = new Inbox(3);

    @Test
    void aMailIsAMessageForEachRecipientHoweverOftenItComes() {
        inbox.take(MAIL, List.of("a@x.example", "b@x.example"));

        inbox.take(MAIL, List.of("a@x.example"));

        assertThat(everything()).extracting(Message::number).containsExactly(1L, 2L, 3L);
        assertThat(everything()).extracting(Message::to).containsExactly("a@x.example", "b@x.example", "a@x.example");
        assertThat(inbox.summary()).isEqualTo(new PostboxSummary(new Count(3, 1), new Count(0, 0)));
    }

    @Test
    void aTextMessageIsTakenOnceForEachKey() {
        Message first = inbox.take("k-1", "+491701", "Hello").message();

        Inbox.Receipt again = inbox.take("k-1", "+491701", "Hello");

        assertThat(again).isEqualTo(new Inbox.Receipt(first, true));
        assertThat(inbox.summary()).isEqualTo(new PostboxSummary(new Count(0, 0), new Count(1, 1)));
    }

    @Test
    void aKeyStandsForOneRecipientAndText() {
        inbox.take("k-1", "+491701", "Hello");

        assertThatThrownBy(() -> inbox.take("k-1", "+491702", "Hello"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("another message");
        assertThatThrownBy(() -> inbox.take("k-1", "+491701", "Goodbye"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("another message");
    }

    @Test
    void whereThereIsNoRoomTheOldestGoesAndItsKeyWithIt() {
        inbox.take("k-1", "+491701", "Hello");

        inbox.take(MAIL, List.of("a@x.example", "b@x.example", "c@x.example"));

        assertThat(everything()).extracting(Message::number).containsExactly(2L, 3L, 4L);
        assertThat(inbox.hasTextMessage("k-1")).isFalse();
        assertThat(inbox.take("k-1", "+491701", "Goodbye").message().number()).isEqualTo(5);
    }

    @Test
    void aPageIsOfAChannelAndOfSomebodyAndBeginsAfterANumber() {
        inbox.take("k-1", "a@x.example", "Hello");
        inbox.take(MAIL, List.of("a@x.example", "b@x.example"));

        assertThat(numbers(Optional.of(Channel.EMAIL), Optional.empty(), 0, 9)).containsExactly(2L, 3L);
        assertThat(numbers(Optional.empty(), Optional.of("a@x.example"), 0, 9)).containsExactly(1L, 2L);
        assertThat(numbers(Optional.empty(), Optional.empty(), 1, 1)).containsExactly(2L);
        assertThat(numbers(Optional.empty(), Optional.empty(), 3, 9)).isEmpty();
    }

    private List<Message> everything() {
        return inbox.page(Optional.empty(), Optional.empty(), 0, 100);
    }

    private List<Long> numbers(Optional<Channel> channel, Optional<String> to, long after, long limit) {
        return inbox.page(channel, to, after, limit).stream()
                .map(Message::number)
                .toList();
    }
}
