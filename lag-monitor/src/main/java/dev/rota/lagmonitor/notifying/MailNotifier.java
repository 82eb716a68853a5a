package dev.rota.lagmonitor.notifying;

import dev.rota.lagmonitor.alerting.Notification;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.SMTPException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Notifications as mail to one address, so that nobody waits for an address that is refused. One that is sent again has the same
 * {@code Message-ID}, by which mailboxes know it.
 */
final class MailNotifier implements Notifier {

    /** How long SMTP lets a server think about a mail (RFC 5321, 4.5.3.2.6); the mail client itself waits without end. */
    private static final Duration LONGEST_ANSWER = Duration.ofMinutes(10);

    private final String cluster;
    private final String from;
    private final String to;
    private final ReactiveMailer mailer;
    private final Executor speaking;
    private final Duration timeout;

    /** What the mail server has not answered to, as far as is known; touched by one thread after the other. */
    private @Nullable UnderWay underWay;

    private record UnderWay(String id, CompletableFuture<Void> answer) {}

    /** All that share a mailer must share what they speak on: see {@link #oneAfterTheOther}. */
    MailNotifier(String cluster, String from, String to, ReactiveMailer mailer, Executor speaking, Duration timeout) {
        this.cluster = cluster;
        this.from = from;
        this.to = to;
        this.mailer = mailer;
        this.speaking = speaking;
        this.timeout = timeout;
    }

    /**
     * One event loop for all mails. Two mails that begin at once on two of them may be given each other's connection, and Vert.x'
     * mail client (4.5.25) loses a greeting that comes while a connection goes from one loop to another: one pair in ten waited
     * for its answer without end.
     */
    static Executor oneAfterTheOther(Vertx vertx) {
        Context context = vertx.getOrCreateContext();
        return task -> context.runOnContext(_ -> task.run());
    }

    @Override
    public String name() {
        return "email";
    }

    /** A mail server that is slow gets a mail once in ten minutes: who tries again while it is under way waits for that. */
    @Override
    public void send(Notification notification) {
        UnderWay sending = underWay;
        if (sending == null || !sending.id().equals(notification.id())) {
            sending = new UnderWay(
                    notification.id(),
                    mailer.send(mail(notification))
                            .runSubscriptionOn(speaking)
                            .ifNoItem()
                            .after(LONGEST_ANSWER)
                            .failWith(() -> new IllegalStateException("it has not answered in ten minutes"))
                            .subscribe()
                            .asCompletionStage());
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
