package dev.rota.lagmonitor.alerting;

import java.util.Locale;

/** How urgent an alert is; the least first. */
public enum Severity {
    INFO,
    WARNING,
    CRITICAL;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
