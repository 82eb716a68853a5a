package dev.rota.lagmonitor.notifying;

import dev.rota.lagmonitor.alerting.Notification;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import java.time.Duration;
import java.util.List;

/** Notifications as mail. One that is sent again has the same {@code Message-ID}, by which mailboxes know it. */
final class MailNotifier implements Notifier {

    private final String cluster;
    private final String from;
    private final List<String> to;
    private final ReactiveMailer mailer;
    private final Duration timeout;

    MailNotifier(String cluster, String from, List<String> to, ReactiveMailer mailer, Duration timeout) {
        this.cluster = cluster;
        this.from = from;
        this.to = to;
        this.mailer = mailer;
        this.timeout = timeout;
    }

    @Override
    public String name() {
        return "email";
    }

    @Override
    public void send(Notification notification) {
        Mail mail = new Mail()
                .setFrom(from)
                .setTo(to.stream().map(String::strip).toList())
                .setSubject(Wording.title(cluster, notification))
                .setText(String.join("\n", Wording.lines(notification)) + "\n")
                .addHeader("Message-ID", "<" + notification.id() + "@rota>");
        try {
            mailer.send(mail).await().atMost(timeout);
        } catch (RuntimeException e) {
            // Which replies are about the mail and which about the server is not told apart: both are tried until they
            // are given up.
            throw NotDeliveredException.yet("the mail server does not take it (%s)".formatted(e.getMessage()));
        }
    }
}
