package dev.rota.lagmonitor.alerting;

import java.util.Locale;

/** Where an alert is on its way. */
public enum AlertState {
    /** The rule holds, and not for long enough yet. */
    PENDING,
    /** The rule has held for long enough. */
    FIRING,
    /** Firing, and nobody is told because somebody has silenced it. */
    SILENCED,
    /** It fired, and has been well for long enough, or what it was about is gone. */
    RESOLVED,
    /** It was well again, or gone, before it fired. */
    PASSED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
