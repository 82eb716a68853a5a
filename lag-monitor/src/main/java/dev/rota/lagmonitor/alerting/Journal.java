package dev.rota.lagmonitor.alerting;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The latest transitions, and how many alerts there may be. Not thread-safe: {@link Alerts} owns it. */
final class Journal {

    private static final int MOST_TRANSITIONS = 1_000;

    private final Deque<Transition> latest = new ArrayDeque<>();
    private final int mostAlerts;
    private int alerts;
    private int refused;
    private long forgotten;

    Journal(int mostAlerts) {
        this.mostAlerts = mostAlerts;
    }

    void add(Transition transition) {
        if (latest.size() == MOST_TRANSITIONS) {
            latest.removeLast();
            forgotten++;
        }
        latest.addFirst(transition);
    }

    /** Whether there is room for another alert, which then takes it. */
    boolean takesAnother() {
        if (alerts == mostAlerts) {
            refused++;
            return false;
        }
        alerts++;
        return true;
    }

    void oneIsGone() {
        alerts--;
    }

    /** Those that there is still no room for are refused again. */
    void aTickBegins() {
        refused = 0;
    }

    /** The newest first. */
    List<Transition> latest() {
        return List.copyOf(latest);
    }

    /** How many alerts there was no room for at the latest tick. */
    int refused() {
        return refused;
    }

    /** How many transitions were there once, and are not remembered. */
    long forgotten() {
        return forgotten;
    }
}
