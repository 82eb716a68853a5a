package dev.rota.lab.bench.lag;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/**
 * What Prometheus would have read.
 *
 * @param text in its text format or that of OpenMetrics: lines of {@code name{labels} value}, and comments
 */
record Scraped(String text) {

    static Scraped of(byte[] body) {
        return new Scraped(new String(body, StandardCharsets.UTF_8));
    }

    /** How many series there are. */
    long series() {
        return lines().count();
    }

    /** How many series have a name. */
    long series(String name) {
        return lines(name).count();
    }

    /**
     * The sum over the series of a name that have a label; 0 if there are none.
     *
     * @param label as it is written, for example {@code outcome="failure"}
     */
    double sum(String name, String label) {
        return lines(name)
                .filter(line -> line.contains(label))
                // Labels may hold spaces; behind the last one there is nothing but the value.
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** The sum over all series of a name; 0 if there are none. */
    double sum(String name) {
        return sum(name, "");
    }

    private Stream<String> lines(String name) {
        return lines().filter(line ->
                line.startsWith(name) && (line.charAt(name.length()) == '{' || line.charAt(name.length()) == ' '));
    }

    private Stream<String> lines() {
        return text.lines().filter(line -> !line.isBlank() && line.charAt(0) != '#');
    }
}
