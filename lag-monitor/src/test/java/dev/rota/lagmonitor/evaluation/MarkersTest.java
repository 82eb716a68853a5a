package dev.rota.lagmonitor.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Offsets that are no records, and transactions that hold records up. */
class MarkersTest {

    /** Ticks after which the window is full. */
    private static final int WINDOW = 13;

    @Test
    void whoHasReadAllRecordsOfALogWithTransactionsHasDrainedIt() {
        Watch watch = new Watch(0, 0);
        watch.tick();
        watch.writtenInTransaction(5).tick();
        watch.transactionEnds().read(5).tick();

        PartitionLag lag = watch.tick();

        assertThat(lag.lag()).hasValue(0);
        assertThat(lag.offsetLag()).hasValue(1);
        assertThat(lag.markers()).isEqualTo(new Markers(1, Markers.Method.INFERRED));
        assertThat(lag.verdict()).isEqualTo(new Verdict.Drained());
        assertThat(lag.timeLag()).isEqualTo(TimeLag.drained());
    }

    @Test
    void aMarkerThatTheLogHasForgottenIsNoRecordThatIsLost() {
        Watch watch = new Watch(0, 0);
        watch.tick();
        watch.writtenInTransaction(5).tick();
        watch.transactionEnds().read(5).tick();
        watch.tick();

        PartitionLag lag = watch.forgotten(6).tick();

        assertThat(lag.retention().orElseThrow().lost()).isZero();
    }

    @Test
    void aRecordThatIsLeftInFrontOfTheMarkerIsNotOverlooked() {
        Watch watch = new Watch(0, 0);
        watch.tick();
        watch.writtenInTransaction(5).tick();
        watch.transactionEnds().read(4).tick();

        PartitionLag lag = watch.ticks(WINDOW + 1, 0, 0);

        assertThat(lag.lag()).hasValue(1);
        assertThat(lag.verdict().status()).isEqualTo(Status.STALLED);
    }

    @Test
    void aLogWithoutTransactionsHasNoMarkers() {
        Watch watch = new Watch(0, 0);
        watch.ticks(3, 10, 10);
        watch.written(1).tick();

        assertThat(watch.tick().lag()).hasValue(1);
    }

    @Property
    void theLastOneIsNeverTakenForAMarkerWhileItMayBeARecord(@ForAll @IntRange(min = 1, max = 9) int records) {
        Watch watch = new Watch(0, 0);
        watch.tick();
        watch.writtenInTransaction(1).tick();
        watch.transactionEnds().read(1).tick();
        watch.tick();

        // Just written, in a transaction of which nobody knows whether it has ended.
        assertThat(watch.written(records).tick().lag()).hasValue(records + 1);
        assertThat(watch.writtenInTransaction(records).tick().lag()).hasValue(2L * records + 1);
    }

    @Test
    void whatIsReadIsSurelyThere() {
        Watch watch = new Watch(0, 10);

        PartitionLag behind = watch.found(
                        new FirstRecord(3, Optional.of(watch.clock().minusSeconds(40))))
                .tick();
        PartitionLag drained =
                watch.found(new FirstRecord(10, Optional.empty())).tick();

        assertThat(behind.lag()).hasValue(7);
        assertThat(behind.markers()).isEqualTo(new Markers(3, Markers.Method.READ));
        assertThat(behind.timeLag().method()).isEqualTo(TimeLag.Method.READ);
        assertThat(behind.timeLag().age()).hasValue(Duration.ofSeconds(40).plus(Watch.INTERVAL));
        assertThat(drained.lag()).hasValue(0);
        assertThat(drained.verdict()).isEqualTo(new Verdict.Drained());
    }

    @Test
    void timestampsThatCannotBeAreNotBelieved() {
        Watch watch = new Watch(0, 10);

        PartitionLag future = watch.found(
                        new FirstRecord(0, Optional.of(watch.clock().plusSeconds(3_600))))
                .tick();
        PartitionLag none = watch.found(new FirstRecord(0, Optional.of(Instant.ofEpochMilli(-1))))
                .tick();

        assertThat(future.timeLag().method()).isNotEqualTo(TimeLag.Method.READ);
        assertThat(none.timeLag().method()).isNotEqualTo(TimeLag.Method.READ);
    }

    @Test
    void aRecordThatWasReadIsNoMarker() {
        Watch watch = new Watch(0, 0);
        watch.tick();
        watch.writtenInTransaction(5).tick();
        watch.transactionEnds().read(6).tick();
        watch.written(1).tick();

        PartitionLag lag =
                watch.found(new FirstRecord(6, Optional.of(watch.clock()))).tick();

        assertThat(lag.lag()).hasValue(1);
    }

    @Test
    void whatTheLogHasForgottenIsNotLeftToRead() {
        Watch watch = new Watch(10, 1_000);
        watch.tick();

        PartitionLag emptied = watch.forgotten(1_000).tick();

        assertThat(emptied.lag()).hasValue(0);
        assertThat(emptied.offsetLag()).hasValue(990);
        assertThat(emptied.retention().orElseThrow().lost()).isEqualTo(990);
        assertThat(emptied.verdict().status()).isEqualTo(Status.OK);
    }

    @Test
    void anOpenTransactionHoldsUpAndHangsWhenItHasBeenOpenForTooLong() {
        Watch watch = new Watch(100, 100);
        watch.tick();

        PartitionLag heldUp = watch.writtenInTransaction(5).ticks(WINDOW + 1, 0, 0);

        assertThat(heldUp.verdict()).isInstanceOf(Verdict.HeldUp.class);
        assertThat(heldUp.verdict().status()).isEqualTo(Status.OK);
        assertThat(heldUp.heldUp()).hasValue(Watch.INTERVAL.multipliedBy(WINDOW));

        PartitionLag hung = watch.ticks(180, 0, 0);

        assertThat(hung.verdict().status()).isEqualTo(Status.STALLED);
        assertThat(hung.verdict().reason()).contains("hangs", "5 records");
    }

    @Test
    void transactionsThatFollowEachOtherDoNotHang() {
        Watch watch = new Watch(0, 0);
        PartitionLag lag = watch.tick();
        for (int tick = 0; tick < 300; tick++) {
            lag = watch.transactionEnds().writtenInTransaction(5).read(6).tick();
        }

        assertThat(lag.heldUp()).hasValue(Duration.ZERO);
    }

    @Test
    void levelsAreByFixedBounds() {
        assertThat(new Watch(0, 1_000).tick().level()).hasValue(LagLevel.LOW);
        assertThat(new Watch(0, 1_001).tick().level()).hasValue(LagLevel.MODERATE);
        assertThat(new Watch(0, 10_000).tick().level()).hasValue(LagLevel.MODERATE);
        assertThat(new Watch(0, 10_001).tick().level()).hasValue(LagLevel.HIGH);
    }
}
