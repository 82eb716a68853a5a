package dev.rota.lab.bench.billing;

import dev.rota.localstack.StackException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The stretch of a run that counts: from when enough is done for the writer to be warm until nearly or all is done. It is
 * told of each progress and notes when it begins and ends. Belongs to one thread.
 */
final class Window {

    private final long from;
    private final long until;
    private final Supplier<Cost> cost;

    private @Nullable Moment first;
    private @Nullable Reading begin;
    private @Nullable Reading end;

    /**
     * What has been spent since the beginning of time.
     *
     * @param writer processor time of who writes
     * @param database processor time of the database's processes
     * @param gateway calls of the payment gateway
     */
    record Cost(Duration writer, Duration database, GatewayCalls gateway) {}

    private record Moment(long nanos, long done) {}

    private record Reading(Moment moment, Cost cost) {}

    /**
     * @param from it begins when so many are done
     * @param until it ends when so many are done; more than {@code from}
     * @param cost asked at both ends
     */
    Window(long from, long until, Supplier<Cost> cost) {
        this.from = from;
        this.until = until;
        this.cost = cost;
    }

    /**
     * So many are done now.
     *
     * @throws StackException if it would begin and end at once
     */
    void progress(long done) {
        if (begin == null && done >= until) {
            throw new StackException("All was done between two looks: more events are needed to measure anything.");
        }
        Moment now = new Moment(System.nanoTime(), done);
        if (first == null && done > 0) {
            first = now;
        }
        if (begin == null && done >= from) {
            begin = new Reading(now, cost.get());
        } else if (begin != null && end == null && done >= until) {
            end = new Reading(now, cost.get());
        }
    }

    boolean hasEnded() {
        return end != null;
    }

    /** What was measured; empty while it has not ended. */
    Optional<Map<String, Double>> figures() {
        return begin == null || end == null || first == null
                ? Optional.empty()
                : Optional.of(figures(first, begin, end));
    }

    private static Map<String, Double> figures(Moment first, Reading begin, Reading end) {
        double seconds = seconds(begin.moment(), end.moment());
        double invoices = end.moment().done() - begin.moment().done();
        Map<String, Double> figures = new TreeMap<>();
        figures.put(BillingFigures.WINDOW_SECONDS, seconds);
        figures.put(BillingFigures.INVOICES_PER_SECOND, invoices / seconds);
        figures.put(
                BillingFigures.COLD_PER_SECOND, (end.moment().done() - first.done()) / seconds(first, end.moment()));
        figures.put(
                BillingFigures.CPU_MICROS,
                micros(begin.cost().writer(), end.cost().writer()) / invoices);
        figures.put(
                BillingFigures.DATABASE_CPU_MICROS,
                micros(begin.cost().database(), end.cost().database()) / invoices);
        end.cost()
                .gateway()
                .secondsPerCallSince(begin.cost().gateway())
                .ifPresent(perCall -> figures.put(BillingFigures.CHARGE_MILLIS, 1_000 * perCall));
        return figures;
    }

    private static double seconds(Moment from, Moment until) {
        return (until.nanos() - from.nanos()) / 1e9;
    }

    private static double micros(Duration from, Duration until) {
        return until.minus(from).toNanos() / 1e3;
    }
}
