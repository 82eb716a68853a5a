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
     * It was committing until too short a time ago for its session to be over.
     *
     * @param ago when it was missed, that it had last been seen to commit
     */
    record InOrder(Duration ago) implements Parting {
        @Override
        public String words() {
            return "left: it had committed some %d s before it was missed".formatted(Math.max(1, ago.toSeconds()));
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

    /** It had nothing to read, or others may have committed what was seen. */
    record Unclear() implements Parting {
        @Override
        public String words() {
            return "is gone, whether in good order or not";
        }
    }
}
