package dev.rota.analytics.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RestoreProgressTest {

    private static final TopicPartition FIRST = new TopicPartition("a-changelog", 0);
    private static final TopicPartition SECOND = new TopicPartition("b-changelog", 3);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RestoreProgress progress = new RestoreProgress(meters);

    @Test
    void whatIsLeftIsCountedOverAllStores() {
        progress.onRestoreStart(FIRST, "a", 100, 1100);
        progress.onRestoreStart(SECOND, "b", 0, 50);

        progress.onBatchRestored(FIRST, "a", 599, 480);

        assertThat(progress.recordsLeft()).isEqualTo(500 + 50);
        assertThat(progress.recordsLeft((store, partition) -> store.equals("b") && partition == 3))
                .isEqualTo(50);
        assertThat(meters.get("rota.analytics.restoring.records.left").gauge().value())
                .isEqualTo(550);
        assertThat(meters.get("rota.analytics.restored.records").counter().count())
                .isEqualTo(480);
    }

    @Test
    void aStoreThatIsThereOrAnothersIsNotListed() {
        progress.onRestoreStart(FIRST, "a", 0, 10);
        progress.onRestoreStart(SECOND, "b", 0, 10);

        progress.onRestoreEnd(FIRST, "a", 10);
        progress.onRestoreSuspended(SECOND, "b", 5);

        assertThat(progress.restoring()).isEmpty();
        assertThat(progress.recordsLeft()).isZero();
    }

    @Test
    void whatAThreadWasFetchingThatFailedIsNotListed() throws Exception {
        Thread failed = Thread.ofPlatform().start(() -> progress.onRestoreStart(FIRST, "a", 0, 1000));
        failed.join();
        progress.onRestoreStart(SECOND, "b", 0, 10);

        assertThat(progress.recordsLeft()).isEqualTo(10);
        assertThat(progress.restoring())
                .extracting(RestoreProgress.Restoring::store)
                .containsExactly("b");
        assertThat(meters.get("rota.analytics.restoring.stores").gauge().value())
                .isOne();
    }
}
