package dev.rota.lab.bench;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/** The middle of several values, which one odd run does not move. */
public final class Median {

    private Median() {}

    /** The middle one, or half-way between the two in the middle; empty if there are none. */
    public static OptionalDouble of(DoubleStream values) {
        double[] sorted = values.toArray();
        if (sorted.length == 0) {
            return OptionalDouble.empty();
        }
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return OptionalDouble.of(sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
    }
}
