package dev.rota.department.consuming;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What keeps this member from its work. Thread-safe. */
@Singleton
class Trouble {

    /** What each thread waits for. */
    private final Map<Thread, String> waiting = new ConcurrentHashMap<>();

    private volatile @Nullable String stuck;

    /** Something is not there, and the calling thread waits for it. */
    void waitsFor(String what) {
        waiting.put(Thread.currentThread(), what);
    }

    /** The calling thread does not wait any more. */
    void worksAgain() {
        waiting.remove(Thread.currentThread());
    }

    /** A message is neither handled nor given up, and never will be by this process. */
    void isStuck(String why) {
        stuck = why;
    }

    /** What is waited for, by whichever thread; null if nothing is. */
    @Nullable String waitingFor() {
        String all = waiting.values().stream().distinct().sorted().collect(Collectors.joining("; "));
        return all.isEmpty() ? null : all;
    }

    /** Why only a new start helps; null if none is needed. */
    @Nullable String stuck() {
        return stuck;
    }
}
