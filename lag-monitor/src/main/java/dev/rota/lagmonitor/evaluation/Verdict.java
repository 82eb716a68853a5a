package dev.rota.lagmonitor.evaluation;

import java.time.Duration;
import java.util.Optional;

/** What is to be thought of a group's way through one partition, and why. The words are made when somebody asks for them. */
public sealed interface Verdict {

    Status status();

    /** In one sentence, for an operator. */
    String reason();

    /** When nothing will be left to read, at the present rates; empty unless it comes closer. */
    default Optional<Duration> eta() {
        return Optional.empty();
    }

    /** For how long it has not moved; empty if that is not what it says. */
    default Optional<Duration> stands() {
        return Optional.empty();
    }

    /** Nothing is left to read. */
    record Drained() implements Verdict {
        @Override
        public Status status() {
            return Status.OK;
        }

        @Override
        public String reason() {
            return "Everything is read.";
        }
    }

    /** There is something to read, and a short while ago there was not. */
    record CaughtUp(long lag, Duration ago) implements Verdict {
        @Override
        public Status status() {
            return Status.OK;
        }

        @Override
        public String reason() {
            return "%d records are to be read; %d s ago there were none.".formatted(lag, ago.toSeconds());
        }
    }

    /** It reads as fast as records are written. */
    record KeepsPace(long lag) implements Verdict {
        @Override
        public Status status() {
            return Status.OK;
        }

        @Override
        public String reason() {
            return "It reads as fast as records are written, %d behind the end.".formatted(lag);
        }
    }

    /** It reads faster than records are written. */
    record Recovers(long lag, Optional<Duration> eta) implements Verdict {
        @Override
        public Status status() {
            return Status.RECOVERING;
        }

        @Override
        public String reason() {
            return "It is %d records behind and comes closer%s."
                    .formatted(
                            lag,
                            eta.map(left -> ", at the end in some %d s".formatted(left.toSeconds()))
                                    .orElse(""));
        }
    }

    /**
     * It reads more slowly than records are written.
     *
     * @param by how much farther behind the end it is than it was
     * @param within the time that was looked at
     */
    record FallsBehind(long lag, long by, Duration within) implements Verdict {
        @Override
        public Status status() {
            return Status.LAGGING;
        }

        @Override
        public String reason() {
            return "It is %d records behind and falls further behind, by %d within %d s."
                    .formatted(lag, by, within.toSeconds());
        }
    }

    /** It does not move, although there is something to read and, as far as is known, somebody who would. */
    record Stands(long lag, Duration since) implements Verdict {
        @Override
        public Status status() {
            return Status.STALLED;
        }

        @Override
        public String reason() {
            return "It has committed nothing for %d s although %d records are to be read."
                    .formatted(since.toSeconds(), lag);
        }

        @Override
        public Optional<Duration> stands() {
            return Optional.of(since);
        }
    }

    /**
     * It has read all up to the last stable offset, where a transaction is open.
     *
     * @param open for how long
     * @param hangs whether that is too long to be well
     */
    record HeldUp(long lag, Duration open, boolean hangs) implements Verdict {
        @Override
        public Status status() {
            return hangs ? Status.STALLED : Status.OK;
        }

        @Override
        public String reason() {
            return "A transaction that has been open for %d s holds up %d records; what comes before it is read.%s"
                    .formatted(open.toSeconds(), lag, hangs ? " It hangs." : "");
        }
    }

    /** Nobody reads, and there is something to read. */
    record Unattended(long lag) implements Verdict {
        @Override
        public Status status() {
            return Status.STOPPED;
        }

        @Override
        public String reason() {
            return "No member owns the partition, and %d records are to be read.".formatted(lag);
        }
    }

    /** A group without members by design, which only commits, has not done so, and there is something to read. */
    record Silent(long lag, Duration since) implements Verdict {
        @Override
        public Status status() {
            return Status.STOPPED;
        }

        @Override
        public String reason() {
            return "The group has no members, only commits, and has committed nothing for %d s although %d records are to be read."
                    .formatted(since.toSeconds(), lag);
        }
    }

    /** The committed offset went back. */
    record WentBack(long from, long to) implements Verdict {
        @Override
        public Status status() {
            return Status.REWOUND;
        }

        @Override
        public String reason() {
            return "The committed offset went back from %d to %d.".formatted(from, to);
        }
    }

    /** A member owns the partition, there is something to read, and nothing was ever committed. */
    record NeverCommitted() implements Verdict {
        @Override
        public Status status() {
            return Status.UNCOMMITTED;
        }

        @Override
        public String reason() {
            return "A member owns the partition, and nothing has been committed yet.";
        }
    }

    /** A member owns the partition, nothing was ever committed, and there is nothing that could be read. */
    record NothingToCommit() implements Verdict {
        @Override
        public Status status() {
            return Status.OK;
        }

        @Override
        public String reason() {
            return "Nothing has been committed, and there is nothing to read.";
        }
    }

    /** There is something to read, and it has not been watched for long enough to say more. */
    record NotWatchedYet(long lag, Duration watched, Duration needed) implements Verdict {
        @Override
        public Status status() {
            return Status.UNKNOWN;
        }

        @Override
        public String reason() {
            return "%d records are to be read; it has been watched for %d s, and %d are needed to say more."
                    .formatted(lag, watched.toSeconds(), needed.toSeconds());
        }
    }

    /** A figure is missing. */
    record NotReadable(String reason) implements Verdict {
        @Override
        public Status status() {
            return Status.UNKNOWN;
        }
    }
}
