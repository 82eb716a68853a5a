package dev.rota.analytics.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadlineWatchTest {

    private static final Instant TIME = Instant.parse("2026-03-01T08:00:00Z");
    private static final int MASS = 2_000;

    private final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    private final List<Deadline> met = new ArrayList<>();
    private DeadlineIndex index;
    private DeadlineWatch watch;

    @BeforeEach
    void open() {
        KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore("deadlines"), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        index = new DeadlineIndex(store);
        watch = new DeadlineWatch(index, context, (deadline, _) -> met.add(deadline));
    }

    @Test
    void whatIsDueBeforeNowIsMetAndWhatIsDueNowIsNot() {
        index.add(at(0));
        index.add(at(1));

        watch.timeIs(TIME.plusMillis(1).toEpochMilli());

        assertThat(met).containsExactly(at(0));
    }

    @Test
    void whatIsAddedBehindTheTimeIsMetAsTimeGoesOn() {
        watch.timeIs(TIME.toEpochMilli());
        index.add(at(-5));

        watch.timeIs(TIME.plusMillis(100).toEpochMilli());

        assertThat(met).containsExactly(at(-5));
    }

    @Test
    void afterTheClockHasShownATimeFarAheadTheEventsTimeCountsAgain() {
        watch.timeIs(TIME.plus(Duration.ofDays(1)).toEpochMilli());
        index.add(at(0));

        watch.timeIs(TIME.plusMillis(1).toEpochMilli());

        assertThat(met).containsExactly(at(0));
    }

    @Test
    void aTimeThatIsNotKnownMeetsNothing() {
        index.add(new Deadline(Instant.EPOCH, "o-1"));

        watch.timeIs(-1);

        assertThat(met).isEmpty();
    }

    @Test
    void aMassIsMetInTurnsAndWithoutAnotherRecord() {
        for (int i = 0; i < MASS; i++) {
            index.add(at(i));
        }
        watch = new DeadlineWatch(index, context, (deadline, _) -> {
            met.add(deadline);
            awaitTheEndOfATurn();
        });

        watch.timeIs(TIME.plusMillis(MASS).toEpochMilli());
        int atFirst = met.size();
        CapturedPunctuator turns = context.scheduledPunctuators().getFirst();
        while (!turns.cancelled()) {
            turns.getPunctuator().punctuate(0);
        }

        assertThat(atFirst).isBetween(1, MASS - 1);
        assertThat(met).hasSize(MASS).doesNotHaveDuplicates();
    }

    /** Once every so many. */
    private void awaitTheEndOfATurn() {
        if (met.size() % 500 == 1) {
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < Duration.ofMillis(60).toNanos()) {
                Thread.onSpinWait();
            }
        }
    }

    /** The record that showed the time would go to the dead letters otherwise, and the deadline be lost. */
    @Test
    void whatCannotBeMetIsNoFaultOfARecord() {
        index.add(at(0));
        watch = new DeadlineWatch(index, context, (_, _) -> {
            throw new IllegalStateException("a fault of ours");
        });

        assertThatThrownBy(() -> watch.timeIs(TIME.plusMillis(1).toEpochMilli()))
                .isInstanceOf(StreamsException.class)
                .hasRootCauseMessage("a fault of ours");
    }

    private static Deadline at(int millis) {
        return new Deadline(TIME.plusMillis(millis), "o-" + millis);
    }
}
