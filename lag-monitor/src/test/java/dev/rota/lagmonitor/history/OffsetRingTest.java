package dev.rota.lagmonitor.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever offsets come, and whatever ticks are missed. */
class OffsetRingTest {

    private static final int LENGTH = 20;

    /** What happens at a tick: nothing is read, or the offset moves. */
    record Step(boolean missed, long by) {}

    @Property
    void whatIsKeptComesBackAsFineAsWhatCameLatelyAllows(@ForAll("walks") List<Step> walk) {
        OffsetRing ring = new OffsetRing(LENGTH);
        List<Long> offsets = put(walk, ring);

        long lowest = Long.MAX_VALUE;
        long highest = 0;
        for (long offset : offsets.subList(Math.max(0, offsets.size() - 5 * LENGTH), offsets.size())) {
            if (offset != OffsetRing.MISSING) {
                lowest = Math.min(lowest, offset);
                highest = Math.max(highest, offset);
            }
        }
        for (int tick = (int) ring.oldest(); tick < ring.next(); tick++) {
            long offset = offsets.get(tick);
            if (offset == OffsetRing.MISSING) {
                assertThat(ring.get(tick)).isEqualTo(OffsetRing.MISSING);
            } else {
                assertThat(ring.get(tick))
                        .isLessThanOrEqualTo(offset)
                        .isGreaterThanOrEqualTo(offset - (highest - lowest) / 16_000)
                        .isGreaterThanOrEqualTo(offset - ring.rounding());
            }
        }
    }

    @Example
    void whatABurstBlursIsClearAgainWhenTheBurstHasLeftTheRing() {
        OffsetRing ring = new OffsetRing(LENGTH);
        ring.put(0, 0);
        long burst = 1L << 40;

        for (int tick = 1; tick < 3 * LENGTH; tick++) {
            ring.put(tick, burst + tick);
        }

        assertThat(ring.rounding()).isZero();
        assertThat(ring.get(3 * LENGTH - 1)).isEqualTo(burst + 3 * LENGTH - 1);
    }

    @Property
    void theLatestTicksAreKeptAndNoOthers(@ForAll("walks") List<Step> walk) {
        OffsetRing ring = new OffsetRing(LENGTH);
        List<Long> offsets = put(walk, ring);

        for (long tick = Math.max(0, ring.next() - LENGTH); tick < ring.next(); tick++) {
            assertThat(ring.get(tick) == OffsetRing.MISSING).isEqualTo(offsets.get((int) tick) == OffsetRing.MISSING);
        }
        assertThat(ring.get(ring.next() - LENGTH - 1)).isEqualTo(OffsetRing.MISSING);
        assertThat(ring.get(ring.next())).isEqualTo(OffsetRing.MISSING);
    }

    private static List<Long> put(List<Step> walk, OffsetRing ring) {
        List<Long> offsets = new ArrayList<>();
        long offset = 0;
        for (Step step : walk) {
            offset = Math.max(0, offset + step.by());
            if (step.missed()) {
                offsets.add(OffsetRing.MISSING);
            } else {
                ring.put(offsets.size(), offset);
                offsets.add(offset);
            }
        }
        return offsets;
    }

    @Provide
    Arbitrary<List<Step>> walks() {
        Arbitrary<Long> moves = Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.longs().between(0, 1_000)),
                Tuple.of(2, Arbitraries.longs().between(-2_000, 0)),
                Tuple.of(1, Arbitraries.longs().between(0, 1L << 45)));
        Arbitrary<Boolean> misses = Arbitraries.frequency(Tuple.of(4, false), Tuple.of(1, true));
        return moves.flatMap(by -> misses.map(missed -> new Step(missed, by)))
                .list()
                .ofMaxSize(8 * LENGTH);
    }
}
