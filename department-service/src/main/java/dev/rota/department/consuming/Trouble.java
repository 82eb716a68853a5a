package dev.rota.department.consuming;

import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** What keeps this member from its work. Thread-safe; with several threads at work the latest word counts. */
@Singleton
class Trouble {

    private volatile @Nullable String waitingFor;
    private volatile @Nullable String stuck;

    /** Something is not there, and waited for. */
    void waitsFor(String what) {
        waitingFor = what;
    }

    /** Nothing is waited for. */
    void worksAgain() {
        waitingFor = null;
    }

    /** A message is neither handled nor given up, and never will be by this process. */
    void isStuck(String why) {
        stuck = why;
    }

    /** What is waited for; null if nothing is. */
    @Nullable String waitingFor() {
        return waitingFor;
    }

    /** Why only a new start helps; null if none is needed. */
    @Nullable String stuck() {
        return stuck;
    }
}
