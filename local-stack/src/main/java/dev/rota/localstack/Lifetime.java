package dev.rota.localstack;

/** What a stack is there for: it decides how its processes are started and ended. */
public enum Lifetime {
    /** Its data outlives it: what runs is stopped in order. */
    LASTING(false, false),
    /** A measurement: its processes run at full speed, and are killed at the end, since nobody reads its data again. */
    MEASURED(true, false),
    /** A test: as a measurement, and no process lives long enough for the second compiler to pay. */
    SHORT(true, true);

    private final boolean disposable;
    private final boolean startsFast;

    Lifetime(boolean disposable, boolean startsFast) {
        this.disposable = disposable;
        this.startsFast = startsFast;
    }

    /** Whether nobody reads its data again. */
    boolean isDisposable() {
        return disposable;
    }

    /** Whether a fast start counts for more than speed. */
    boolean startsFast() {
        return startsFast;
    }
}
