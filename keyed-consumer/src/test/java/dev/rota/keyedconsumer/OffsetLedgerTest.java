package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetLedgerTest {

    private static final class Offset extends OffsetLedger.Entry<Offset> {
        private Offset(long offset) {
            super(offset);
        }
    }

    private final OffsetLedger<Offset> ledger = new OffsetLedger<>(new TopicPartition("orders", 3));
    private final Map<Long, Offset> entries = new HashMap<>();

    @Test
    void hasNothingToCommitBeforeAnythingWasPolled() {
        assertThat(ledger.committable()).isEmpty();
        assertThat(ledger.isCommitDue()).isFalse();
    }

    @Test
    void whatIsDoneBeyondAnUndoneRecordIsNotCommittable() {
        start(10, 11, 12, 13);

        complete(11, 13);

        assertThat(ledger.committable()).hasValue(10);
        assertThat(ledger.doneBeyond()).isEqualTo(2);
    }

    @Test
    void aFilledHoleMakesAllBeyondItCommittable() {
        start(10, 11, 12, 13);
        complete(11, 12);

        complete(10);

        assertThat(ledger.committable()).hasValue(13);
        assertThat(ledger.doneBeyond()).isZero();
    }

    @Test
    void gapsInTheOffsetsHoldNothingUp() {
        start(10, 17, 40);

        complete(10, 17);

        assertThat(ledger.committable()).hasValue(40);
    }

    @Test
    void whenAllIsDoneThePositionIsCommittableMarkersBehindTheLastRecordIncluded() {
        start(10);
        complete(10);

        ledger.advance(12);

        assertThat(ledger.committable()).hasValue(12);
    }

    @Test
    void aCommitThatNeverSucceedsLeavesTheCommitDue() {
        start(10);
        complete(10);

        assertThat(ledger.isCommitDue()).isTrue();
        assertThat(ledger.committed()).isEmpty();
    }

    @Test
    void aCommitThatSucceededIsNotDueAgain() {
        start(10);
        complete(10);

        ledger.committed(11);

        assertThat(ledger.isCommitDue()).isFalse();
        assertThat(ledger.committed()).hasValue(11);
    }

    @Test
    void refusesACommitPastTheFirstUndoneRecord() {
        start(10, 11);
        complete(11);

        assertThatIllegalStateException()
                .isThrownBy(() -> ledger.committed(11))
                .withMessageContaining("orders-3: offset 11 cannot be committed");
    }

    @Test
    void refusesACommitThatGoesBack() {
        start(10);
        complete(10);
        ledger.committed(11);

        assertThatIllegalStateException().isThrownBy(() -> ledger.committed(10));
    }

    @Test
    void refusesARecordThatWasPolledBefore() {
        start(10);

        assertThatIllegalStateException().isThrownBy(() -> start(10)).withMessageContaining("cannot be started");
    }

    @Test
    void refusesAPositionThatGoesBack() {
        start(10);

        assertThatIllegalStateException().isThrownBy(() -> ledger.advance(10));
    }

    @Test
    void refusesToCompleteWhatWasNotStarted() {
        start(10);

        assertThatIllegalStateException().isThrownBy(() -> complete(11));
    }

    @Test
    void refusesToCompleteTwice() {
        start(10, 11);
        complete(11);

        assertThatIllegalStateException().isThrownBy(() -> complete(11));
    }

    /**
     * Random polls, completions and commits against the plainest possible model: a map of every offset ever polled to
     * whether it is done.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithAModelThatForgetsNothing(long seed) {
        Random random = new Random(seed);
        NavigableMap<Long, Boolean> doneByOffset = new TreeMap<>();
        List<Long> undone = new ArrayList<>();
        long position = random.nextInt(1000);
        long committed = -1;
        for (int step = 0; step < 5_000; step++) {
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    position += random.nextInt(3);
                    start(position);
                    doneByOffset.put(position, false);
                    undone.add(position);
                    position++;
                }
                case 2, 3 -> {
                    if (!undone.isEmpty()) {
                        long done = undone.remove(random.nextInt(undone.size()));
                        complete(done);
                        doneByOffset.put(done, true);
                    }
                }
                default -> {
                    if (ledger.committable().isPresent()) {
                        committed = ledger.committable().getAsLong();
                        ledger.committed(committed);
                    }
                }
            }
            OptionalLong expected = modelCommittable(doneByOffset, position);
            assertThat(ledger.committable()).isEqualTo(expected);
            assertThat(ledger.doneBeyond())
                    .isEqualTo(doneByOffset.tailMap(expected.orElse(position), true).values().stream()
                            .filter(done -> done)
                            .count());
            assertThat(ledger.open()).isEqualTo(undone.size());
            assertThat(ledger.committed().orElse(-1)).isEqualTo(committed);
        }
    }

    private static OptionalLong modelCommittable(NavigableMap<Long, Boolean> doneByOffset, long position) {
        if (doneByOffset.isEmpty()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(doneByOffset.entrySet().stream()
                .filter(offset -> !offset.getValue())
                .mapToLong(offset -> offset.getKey())
                .findFirst()
                .orElse(position));
    }

    private void start(long... offsets) {
        for (long offset : offsets) {
            Offset entry = new Offset(offset);
            entries.put(offset, entry);
            ledger.start(entry);
        }
    }

    private void complete(long... offsets) {
        for (long offset : offsets) {
            ledger.complete(entries.getOrDefault(offset, new Offset(offset)));
        }
    }
}
