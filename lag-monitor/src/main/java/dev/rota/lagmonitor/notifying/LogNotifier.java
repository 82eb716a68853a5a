package dev.rota.lagmonitor.notifying;

import dev.rota.lagmonitor.alerting.Notification;
import org.jboss.logging.Logger;

/** Notifications as lines of the log, one each. */
final class LogNotifier implements Notifier {

    private static final Logger LOG = Logger.getLogger(LogNotifier.class);

    private final String cluster;

    LogNotifier(String cluster) {
        this.cluster = cluster;
    }

    @Override
    public String name() {
        return "log";
    }

    @Override
    public void send(Notification notification) {
        LOG.log(
                notification.firing() + notification.fresh() > 0 ? Logger.Level.WARN : Logger.Level.INFO,
                Wording.oneLine(cluster, notification));
    }
}
