package dev.rota.analytics.minutes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.analytics.state.MinuteTotals;
import dev.rota.contracts.RevenuePerMinute;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MinutesTest {

    private static final BigDecimal CENT = new BigDecimal("0.0100");

    @Test
    void sumsAreExact() {
        MinuteTotals totals =
                Minutes.plus(Minutes.plus(Minutes.plus(null, CENT), CENT), new BigDecimal("999999999999999.9999"));

        assertThat(totals.getRevenue()).isEqualByComparingTo("1000000000000000.0199");
        assertThat(totals.getOrders()).isEqualTo(3);
        assertThat(totals.getSaid()).isFalse();
    }

    @Test
    void theSameMinuteHasTheSameId() {
        MinuteKey minute = new MinuteKey(Instant.parse("2026-03-01T12:00:00Z"), "CONFIRMED-EUR");

        RevenuePerMinute result = Minutes.result(minute, Minutes.plus(null, CENT));

        assertThat(Minutes.result(minute, Minutes.plus(null, BigDecimal.TEN)).getEventId())
                .isEqualTo(result.getEventId());
        assertThat(Minutes.result(new MinuteKey(minute.end(), minute.window()), Minutes.plus(null, CENT))
                        .getEventId())
                .isNotEqualTo(result.getEventId());
        assertThat(Minutes.result(new MinuteKey(minute.start(), "CONFIRMED-USD"), Minutes.plus(null, CENT))
                        .getEventId())
                .isNotEqualTo(result.getEventId());
    }
}
