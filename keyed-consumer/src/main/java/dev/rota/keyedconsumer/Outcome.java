package dev.rota.keyedconsumer;

import java.time.Duration;

/** What came of one attempt at the head of a lane. */
sealed interface Outcome {

    Outcome ONE_DONE = new Done(1);

    /**
     * Nothing is left to do for the first records.
     *
     * @param records how many; 0 if the attempt is to be repeated at once
     */
    record Done(int records) implements Outcome {}

    /** The head is to be tried again after a while, and its lane waits with it. */
    record TryAgain(Duration after) implements Outcome {}
}
