package dev.rota.lagmonitor.notifying;

import dev.rota.lagmonitor.alerting.Notification;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.vertx.ext.mail.SMTPException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Notifications as mail to one address, so that nobody waits for an address that is refused. One that is sent again has the same
 * {@code Message-ID}, by which mailboxes know it.
 */
final class MailNotifier implements Notifier {

    private final String cluster;
    private final String from;
    private final String to;
    private final ReactiveMailer mailer;
    private final Duration timeout;

    /** What the mail server has not answered to, as far as is known; touched by one thread after the other. */
    private @Nullable UnderWay underWay;

    private record UnderWay(String id, CompletableFuture<Void> answer) {}

    MailNotifier(String cluster, String from, String to, ReactiveMailer mailer, Duration timeout) {
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

    /** A mail server that is slow gets a mail once: who tries again while it is under way waits for that. */
    @Override
    public void send(Notification notification) {
        UnderWay sending = underWay;
        if (sending == null || !sending.id().equals(notification.id())) {
            sending = new UnderWay(
                    notification.id(),
                    mailer.send(mail(notification)).subscribe().asCompletionStage());
            underWay = sending;
        }
        try {
            var _ = sending.answer().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            underWay = null;
        } catch (TimeoutException _) {
            throw NotDeliveredException.yet("the mail server has not answered yet, for " + to);
        } catch (ExecutionException e) {
            underWay = null;
            throw refused(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw NotDeliveredException.yet("the monitor stops");
        }
    }

    private Mail mail(Notification notification) {
        return new Mail()
                .setFrom(from)
                .addTo(to)
                .setSubject(Wording.title(cluster, notification))
                .setText(String.join("\n", Wording.lines(notification)) + "\n")
                .addHeader("Message-ID", "<" + notification.id() + "@rota>");
    }

    private NotDeliveredException refused(Throwable cause) {
        String reason = Wording.line("the mail server does not take it for %s: %s".formatted(to, cause.getMessage()));
        return switch (cause) {
            case SMTPException reply when reply.isPermanent() -> NotDeliveredException.ever(reason);
            // An address that is none.
            case IllegalArgumentException _ -> NotDeliveredException.ever(reason);
            default -> NotDeliveredException.yet(reason);
        };
    }
}
