package dev.rota.lagmonitor.evaluation;

import java.time.Duration;
import java.util.Optional;

/**
 * Members of a group were given other partitions, or nearly were. It is seen from reading to reading only: how long it took lies
 * between two bounds.
 *
 * @param seen when it was first seen, under way or over
 * @param settled when the group was first seen settled again; empty while it is under way
 * @param atLeast from its first to its last sight under way; 0 if it was over when it was seen
 * @param atMost from the last sight before it to the first one after; empty if there is none before, or none after yet
 * @param rounds how many assignments the coordinator made, if it counts them, otherwise 1; 0 if static members came back to
 *     what they owned, so that it had nothing to do
 * @param change what is different; empty if it is not known what was before
 */
public record Rebalance(
        Moment seen,
        Optional<Moment> settled,
        Duration atLeast,
        Optional<Duration> atMost,
        long rounds,
        Optional<Change> change) {

    /** Why a group rebalanced. */
    public enum Cause {
        /** One member came. */
        JOINED,
        /** One member went in good order. */
        LEFT,
        /** A member had been silent for so long that its session was over: it crashed, hung or was cut off. */
        CRASHED,
        /** Members went, and it cannot be told whether in good order. */
        GONE,
        /** Several members came, or several went in good order. */
        SCALED,
        /** As many members of the same names came as went. */
        RESTARTED,
        /** Members came and others went. */
        REPLACED,
        /** The same members own other partitions: there are more of them, or members subscribe to others. */
        ASSIGNMENT_CHANGED,
        /** Nothing that can be seen is different, or it is not known what was before. */
        UNKNOWN
    }

    /** Why, as far as it can be told. */
    public Cause cause() {
        return change.map(Change::cause).orElse(Cause.UNKNOWN);
    }

    /** What happened, in sentences. */
    public String reason() {
        return change.map(Change::words).orElse("It was under way when the group was first seen.");
    }
}
