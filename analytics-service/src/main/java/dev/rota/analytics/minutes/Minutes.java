package dev.rota.analytics.minutes;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rota.analytics.state.MinuteTotals;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.RevenuePerMinute;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What minutes come to. Pure. */
final class Minutes {

    private Minutes() {}

    /** Whose minutes an event belongs to: TYPE-CURRENCY. */
    static String window(OrderEvent event) {
        return event.getType() + "-" + event.getCurrency();
    }

    /** The totals with one more order; null if there were none yet. */
    static MinuteTotals plus(@Nullable MinuteTotals totals, BigDecimal amount) {
        return totals == null
                ? new MinuteTotals(amount, 1, false)
                : new MinuteTotals(totals.getRevenue().add(amount), totals.getOrders() + 1, totals.getSaid());
    }

    /** The same totals, which stay so. */
    static MinuteTotals said(MinuteTotals totals) {
        return MinuteTotals.newBuilder(totals).setSaid(true).build();
    }

    /** The result. The same minute has the same id. */
    static RevenuePerMinute result(MinuteKey minute, MinuteTotals totals) {
        return RevenuePerMinute.newBuilder()
                .setEventId(UUID.nameUUIDFromBytes(
                                ("revenue-per-minute|" + minute.window() + "|" + minute.start()).getBytes(UTF_8))
                        .toString())
                .setWindow(minute.window())
                .setType(minute.type())
                .setCurrency(minute.currency())
                .setStart(minute.start())
                .setEnd(minute.end())
                .setRevenue(totals.getRevenue())
                .setOrders(totals.getOrders())
                .build();
    }
}
