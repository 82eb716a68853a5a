package dev.rota.analytics.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadlineIndexTest {

    private static final Instant TIME = Instant.parse("2026-03-01T08:00:00Z");

    private DeadlineIndex index;

    @BeforeEach
    void open() {
        KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore("deadlines"), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
        store.init(context.getStateStoreContext(), store);
        index = new DeadlineIndex(store);
    }

    @Test
    void thoseBeforeATimeAreTakenInTheirOrder() {
        index.add(at(3));
        index.add(at(1));
        index.add(at(2));

        List<Deadline> taken = index.take(TIME.plusSeconds(3), 10);

        assertThat(taken).containsExactly(at(1), at(2));
    }

    @Test
    void whatIsTakenIsGone() {
        index.add(at(1));
        List<Deadline> _ = index.take(TIME.plusSeconds(2), 10);

        List<Deadline> taken = index.take(TIME.plusSeconds(2), 10);

        assertThat(taken).isEmpty();
    }

    @Test
    void whatIsTooMuchAtOnceIsTakenTheNextTime() {
        index.add(at(1));
        index.add(at(2));
        index.add(at(3));
        List<Deadline> _ = index.take(TIME.plusSeconds(9), 2);

        List<Deadline> taken = index.take(TIME.plusSeconds(9), 2);

        assertThat(taken).containsExactly(at(3));
    }

    @Test
    void whatIsAddedBehindTheTimeIsTakenAllTheSame() {
        List<Deadline> _ = index.take(TIME.plusSeconds(9), 10);
        index.add(at(1));

        List<Deadline> taken = index.take(TIME.plusSeconds(9), 10);

        assertThat(taken).containsExactly(at(1));
    }

    @Test
    void aTimeThatGoesBackTakesNothing() {
        index.add(at(8));
        List<Deadline> _ = index.take(TIME.plusSeconds(9), 10);

        List<Deadline> taken = index.take(TIME.plusSeconds(1), 10);

        assertThat(taken).isEmpty();
    }

    @Test
    void oneThatIsDueEarlierComesUpEarlier() {
        index.add(at(5));
        index.move(at(5), new Deadline(TIME.plusSeconds(2), "o-5"));

        List<Deadline> taken = index.take(TIME.plusSeconds(3), 10);

        assertThat(taken).containsExactly(new Deadline(TIME.plusSeconds(2), "o-5"));
    }

    @Test
    void oneThatIsDueLaterComesUpWhereItWas() {
        index.add(at(5));
        index.move(at(5), new Deadline(TIME.plusSeconds(8), "o-5"));

        List<Deadline> taken = index.take(TIME.plusSeconds(9), 10);

        assertThat(taken).containsExactly(at(5));
    }

    private static Deadline at(int second) {
        return new Deadline(TIME.plusSeconds(second), "o-" + second);
    }
}
