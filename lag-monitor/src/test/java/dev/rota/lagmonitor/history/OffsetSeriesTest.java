package dev.rota.lagmonitor.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.lagmonitor.history.OffsetSeries.Passage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** Held against a plain list of what came, whatever came and whatever ticks were missed. */
class OffsetSeriesTest {

    private static final Duration TICK = Duration.ofSeconds(5);

    private Timeline timeline;
    private OffsetSeries series;
    private List<Seen> seen;

    OffsetSeriesTest() {
        begin();
    }

    /** One instance makes all tries of a property. */
    private void begin() {
        timeline = Timeline.of(TICK);
        series = new OffsetSeries(timeline);
        seen = new ArrayList<>();
    }

    /** What happens at a tick: nothing is read, or the offset moves. */
    record Step(boolean missed, long by) {}

    private record Seen(long nanoTime, long offset) {}

    /** Ten minutes at the most, of which each tick is kept. */
    @Provide
    Arbitrary<List<Step>> walks() {
        return Arbitraries.frequencyOf(
                        Tuple.of(2, Arbitraries.just(new Step(true, 0))),
                        Tuple.of(4, Arbitraries.just(new Step(false, 0))),
                        Tuple.of(4, Arbitraries.longs().between(1, 100).map(by -> new Step(false, by))))
                .list()
                .ofMinSize(1)
                .ofMaxSize(120);
    }

    private void put(List<Step> walk) {
        begin();
        long offset = 1_000;
        for (int tick = 0; tick < walk.size(); tick++) {
            long time = tick * TICK.toNanos();
            timeline.tick(time);
            offset += walk.get(tick).by();
            if (!walk.get(tick).missed()) {
                series.put(offset);
                seen.add(new Seen(time, offset));
            }
        }
    }

    private List<Seen> within(Duration span) {
        return seen.stream()
                .filter(one -> one.nanoTime() >= timeline.now() - span.toNanos())
                .toList();
    }

    @Property
    void aRateIsFromTheOldestToTheNewestWithinTheSpan(
            @ForAll("walks") List<Step> walk, @ForAll @IntRange(min = 1, max = 600) int seconds) {
        put(walk);

        List<Seen> within = within(Duration.ofSeconds(seconds));
        OptionalDouble rate = series.rate(Duration.ofSeconds(seconds));

        if (within.size() < 2) {
            assertThat(rate).isEmpty();
        } else {
            assertThat(rate).hasValue(rate(within.getFirst(), within.getLast()));
        }
    }

    @Property
    void aRateOfJumpsIsFromTheFirstJumpOn(
            @ForAll("walks") List<Step> walk, @ForAll @IntRange(min = 1, max = 600) int seconds) {
        put(walk);

        List<Seen> within = within(Duration.ofSeconds(seconds));
        OptionalDouble rate = series.rateOfJumps(Duration.ofSeconds(seconds));

        if (within.size() < 2) {
            assertThat(rate).isEmpty();
        } else {
            Seen jumped = within.stream()
                    .filter(one -> one.offset() != within.getFirst().offset())
                    .findFirst()
                    .orElse(within.getLast());
            assertThat(rate).hasValue(jumped.equals(within.getLast()) ? 0 : rate(jumped, within.getLast()));
        }
    }

    private static double rate(Seen from, Seen to) {
        return (to.offset() - from.offset()) / ((to.nanoTime() - from.nanoTime()) / 1e9);
    }

    @Property
    void anOffsetWasPassedBetweenTheTicksThatSayOrBeforeAllOfThem(
            @ForAll("walks") List<Step> walk, @ForAll @IntRange(min = 0, max = 14_000) int offset) {
        put(walk);
        if (seen.isEmpty() || offset >= seen.getLast().offset()) {
            return;
        }

        Passage passage = series.passageOf(offset, seen.getLast().offset());

        Seen oldest = seen.getFirst();
        if (oldest.offset() > offset) {
            assertThat(passage).isEqualTo(new Passage.Earlier(oldest.nanoTime(), oldest.offset()));
        } else {
            Seen before = seen.stream()
                    .filter(one -> one.offset() <= offset)
                    .reduce((_, later) -> later)
                    .orElseThrow();
            Seen after = seen.stream()
                    .filter(one -> one.offset() > offset)
                    .findFirst()
                    .orElseThrow();
            assertThat(passage)
                    .isInstanceOfSatisfying(
                            Passage.Seen.class,
                            passed -> assertThat(passed.nanoTime()).isBetween(before.nanoTime(), after.nanoTime()));
        }
    }

    @Example
    void whatWasBeforeTheOldestTickIsOlderThanTheOldestOfAllResolutions() {
        for (int tick = 0; tick < 2 * 24 * 60 * 12; tick++) {
            timeline.tick(tick * TICK.toNanos());
            series.put(1_000 + tick);
        }

        Passage passage = series.passageOf(999, 1_000_000);

        assertThat(passage)
                .isInstanceOfSatisfying(
                        Passage.Earlier.class,
                        earlier -> assertThat(Duration.ofNanos(timeline.now() - earlier.nanoTime()))
                                .isBetween(Duration.ofHours(21), Duration.ofHours(24)));
    }
}
