package dev.rota.keyedconsumer;

import java.time.Duration;

/** What came of one attempt at a record. */
sealed interface Outcome {

    /** Nothing is left to do for it. */
    record Done() implements Outcome {}

    /** It is to be tried again after a while, and its key waits with it. */
    record TryAgain(Duration after) implements Outcome {}
}
