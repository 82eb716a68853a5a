package dev.rota.lagmonitor.evaluation;

import java.time.Duration;

/**
 * How a member went, as far as it can be told from what it committed before. The coordinator does not say: it hears nothing of a
 * crash until the member's session is over, so one that has crashed has been silent for that long.
 */
public sealed interface Parting {

    /** In words, after the member's name. */
    String words();

    /**
     * What it owned was committed all the time since it was last known to be there. Had it crashed, nobody could have committed until
     * its session was over.
     *
     * @param pause that there was none of
     */
    record InOrder(Duration pause) implements Parting {
        @Override
        public String words() {
            return "left: what it owned was never without a commit for %d s".formatted(Math.max(1, pause.toSeconds()));
        }
    }

    /**
     * It had committed nothing for about as long as a session lasts, although there was something to read.
     *
     * @param silence for how long
     */
    record Broken(Duration silence) implements Parting {
        @Override
        public String words() {
            return "crashed, hung or was cut off: it had committed nothing for %d s although there was something to read"
                    .formatted(silence.toSeconds());
        }
    }

    /** It had nothing to read, or was silent and somebody committed for it at last. */
    record Unclear() implements Parting {
        @Override
        public String words() {
            return "is gone, whether in good order or not";
        }
    }
}
