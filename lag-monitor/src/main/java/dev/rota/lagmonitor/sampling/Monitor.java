package dev.rota.lagmonitor.sampling;

import jakarta.inject.Singleton;

/**
 * Where everyone reads what the monitor knows: from memory, without waiting and from any thread. Only the sampler
 * writes.
 */
@Singleton
public final class Monitor {

    private volatile MonitorState state = MonitorState.starting();

    /** The latest state; read it once per answer, so that the answer agrees with itself. */
    public MonitorState state() {
        return state;
    }

    void publish(MonitorState next) {
        state = next;
    }
}
