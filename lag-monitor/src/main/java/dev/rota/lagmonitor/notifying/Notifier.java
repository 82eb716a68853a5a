package dev.rota.lagmonitor.notifying;

import dev.rota.lagmonitor.alerting.Notification;

/** One way to tell people. Called by one thread after the other; may block. */
interface Notifier {

    /** As it appears in metrics and logs. */
    String name();

    /**
     * Tells it; once this has returned the receiver has it.
     *
     * @throws NotDeliveredException if it is not known whether the receiver has it, or it does not take it
     */
    void send(Notification notification);
}
