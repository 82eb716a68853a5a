package dev.rota.lagmonitor.scaling;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What came to the partitions of {@code order-events} in twenty minutes of the simulation, whose orders per second were changed now
 * and then: the log's ends every five seconds. Played again and again.
 */
final class Recorded {

    static final Recorded ORDERS = read("recorded-orders.csv");

    private static final int MINUTE = 12;

    private final double[] seconds;
    private final double[] total;
    private final double[] shares;
    private final double busiest;

    private Recorded(double[] seconds, double[] total, double[] shares) {
        this.seconds = seconds;
        this.total = total;
        this.shares = shares;
        busiest = IntStream.range(MINUTE, seconds.length)
                .mapToDouble(row -> rate(row - MINUTE, row))
                .max()
                .orElseThrow();
    }

    private static Recorded read(String file) {
        try (InputStream csv = Objects.requireNonNull(Recorded.class.getResourceAsStream(file), file)) {
            List<double[]> rows = new String(csv.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(row -> Arrays.stream(row.split(","))
                            .mapToDouble(Double::parseDouble)
                            .toArray())
                    .toList();
            double[] first = rows.getFirst();
            double[] last = rows.getLast();
            double[] seconds =
                    rows.stream().mapToDouble(row -> row[0] - first[0]).toArray();
            double[] total = rows.stream()
                    .mapToDouble(row -> Arrays.stream(row).skip(1).sum())
                    .toArray();
            double all = total[total.length - 1] - total[0];
            double[] shares = new double[last.length - 1];
            Arrays.setAll(shares, partition -> (last[partition + 1] - first[partition + 1]) / all);
            return new Recorded(seconds, total, shares);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of each partition in all that came. */
    double[] shares() {
        return shares.clone();
    }

    /** How fast they came, in parts of the busiest minute's mean. */
    double of(double second) {
        double time = second % seconds[seconds.length - 1];
        int row = Arrays.binarySearch(seconds, time);
        int before = Math.min(row >= 0 ? row : -row - 2, seconds.length - 2);
        return rate(before, before + 1) / busiest;
    }

    private double rate(int from, int to) {
        return (total[to] - total[from]) / (seconds[to] - seconds[from]);
    }
}
