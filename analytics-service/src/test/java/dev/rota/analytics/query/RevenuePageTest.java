package dev.rota.analytics.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.analytics.query.RevenueResource.Minute;
import dev.rota.analytics.query.RevenueResource.RevenueView;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pages of minutes, each minute a number. */
class RevenuePageTest {

    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

    @Test
    void whatFitsIsOnePage() {
        RevenueView page =
                RevenueResource.page(Gathered.said(List.of(part(0, false, 0, 1), part(1, false, 2))), to(3), 3);

        assertThat(page.minutes()).hasSize(3);
        assertThat(page.next()).isNull();
    }

    @Test
    void theNextPageBeginsWithTheFirstMinuteThatIsNotWhole() {
        RevenueView page =
                RevenueResource.page(Gathered.said(List.of(part(0, true, 0, 1), part(1, false, 0, 2))), to(9), 3);

        assertThat(page.minutes()).extracting(Minute::start).containsExactly(at(0), at(0), at(1));
        assertThat(page.next()).isEqualTo(at(2));
    }

    @Test
    void aMinuteIsNotCutInTwo() {
        RevenueView page = RevenueResource.page(Gathered.said(List.of(part(0, false, 0, 0, 0, 1))), to(9), 2);

        assertThat(page.minutes()).hasSize(3);
        assertThat(page.next()).isEqualTo(at(1));
    }

    @Test
    void thereIsNoPageWhereTheSpanEnds() {
        Gathered<Minute> oneMinute = Gathered.said(List.of(part(0, false, 0, 0, 0)));

        assertThat(RevenueResource.page(oneMinute, to(1), 2).next()).isNull();
        RevenueView cut = RevenueResource.page(oneMinute, new Span(START, START.plusSeconds(30)), 2);
        assertThat(cut.next()).isNull();
        assertThat(cut.minutes()).hasSize(3);
    }

    private static Part<Minute> part(int partition, boolean more, int... minutes) {
        return new Part<>(
                partition,
                Arrays.stream(minutes)
                        .mapToObj(minute ->
                                new Minute(at(minute), at(minute + 1), "CONFIRMED", "EUR", BigDecimal.ONE, 1, false))
                        .toList(),
                more,
                null);
    }

    private static Span to(int minute) {
        return new Span(START, at(minute));
    }

    private static Instant at(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }
}
