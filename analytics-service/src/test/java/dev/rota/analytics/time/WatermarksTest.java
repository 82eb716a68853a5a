package dev.rota.analytics.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatermarksTest {

    private KeyValueStore<Integer, byte[]> store;
    private Watermarks watermarks;

    @BeforeEach
    void open() {
        store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore("watermarks"), Serdes.Integer(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
        store.init(context.getStateStoreContext(), store);
        watermarks = new Watermarks(store, 2);
    }

    @Test
    void timeIsNotKnownBeforeEachPartitionWasHeardOf() {
        says(0, 100);

        assertThat(watermarks.time()).isEqualTo(-1);
        assertThat(watermarks.timeOrClock()).isEqualTo(-1);
    }

    @Test
    void timeIsThatOfThePartitionFurthestBehind() {
        says(0, 100);
        says(1, 20);

        says(1, 30);

        assertThat(watermarks.time()).isEqualTo(30);
    }

    @Test
    void aRecordSaysWhatTimeItIsInItsOwnPartitionAndNothingMoreOfIt() {
        says(1, 20);
        Record<String, String> record = record(0, 100, -1);

        long time = watermarks.take(record);

        assertThat(time).isEqualTo(100);
        assertThat(record.headers()).isEmpty();
    }

    @Test
    void whoIsIdleHoldsNobodyUp() {
        says(0, 100);
        says(1, 20);

        isIdle(1, 20, 5000);

        assertThat(watermarks.time()).isEqualTo(100);
        assertThat(watermarks.timeOrClock()).isEqualTo(100);
    }

    @Test
    void whoWasNeverHeardOfButIsIdleHoldsNobodyUp() {
        says(0, 100);

        isIdle(1, -1, 5000);

        assertThat(watermarks.time()).isEqualTo(100);
    }

    @Test
    void whereAllAreIdleTheClockGoesOnAndTheEventsTimeIsThatOfTheFurthestAhead() {
        says(0, 100);
        says(1, 20);

        isIdle(0, 100, 6000);
        isIdle(1, 20, 5000);

        assertThat(watermarks.time()).isEqualTo(100);
        assertThat(watermarks.timeOrClock()).isEqualTo(5000);
    }

    @Test
    void theClockStopsWhenOneGoesOn() {
        isIdle(0, 100, 6000);
        isIdle(1, 20, 6000);

        says(1, 200);

        assertThat(watermarks.timeOrClock()).isEqualTo(200);
    }

    @Test
    void whoWasIdleDoesNotTakeTimeBack() {
        says(0, 100);
        isIdle(1, 20, 5000);

        long time = says(1, 30);

        assertThat(time).isEqualTo(30);
        assertThat(watermarks.time()).isEqualTo(100);
    }

    @Test
    void whoWasIdleCountsAgain() {
        says(0, 100);
        isIdle(1, 20, 5000);
        says(1, 30);

        says(0, 200);

        assertThat(watermarks.time()).isEqualTo(100);
    }

    @Test
    void aPartitionThatIsReadAgainDoesNotTakeTimeBack() {
        says(0, 100);
        says(1, 90);

        says(1, 20);

        assertThat(watermarks.time()).isEqualTo(90);
    }

    @Test
    void itIsAllInTheStore() {
        says(0, 100);
        isIdle(1, 20, 5000);
        says(1, 30);

        Watermarks others = new Watermarks(store, 2);

        assertThat(others.time()).isEqualTo(100);
    }

    private long says(int partition, long time) {
        return watermarks.take(record(partition, time, -1));
    }

    private void isIdle(int partition, long time, long clock) {
        var _ = watermarks.take(record(partition, time, clock));
    }

    private static Record<String, String> record(int partition, long time, long clock) {
        return new Record<>("", "", 0, new SourceTime(partition, time, clock).addTo(new RecordHeaders()));
    }
}
