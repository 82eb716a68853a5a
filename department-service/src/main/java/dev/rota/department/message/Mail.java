package dev.rota.department.message;

import io.quarkus.mailer.reactive.ReactiveMailer;
import io.vertx.ext.mail.SMTPException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Messages by SMTP. A mail that is sent again has the same {@code Message-ID}, by which mailboxes know it. Thread-safe; blocks. */
@ApplicationScoped
class Mail {

    /** Replies that are about the mail: its recipient, size or content, for ever or just now. All others are about the server, or our account. */
    private static final Set<Integer> REFUSED = Set.of(450, 501, 550, 551, 552, 553, 554);

    /** A line's end in a subject would begin another header, and the mail's encoder lets it pass. */
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    private final ReactiveMailer mailer;
    private final MessageConfig config;

    Mail(ReactiveMailer mailer, MessageConfig config) {
        this.mailer = mailer;
        this.config = config;
    }

    /**
     * Hands a mail to the server.
     *
     * @throws MessageRefusedException if it does not take it
     * @throws NoServerException if it is not known whether it has it
     */
    void send(UUID messageId, String customer, String text) {
        String address = customer + "@" + config.mailDomain();
        if (CONTROL.matcher(address).find()) {
            throw new MessageRefusedException("nobody can have the mail address " + address, null);
        }
        String subject = CONTROL.matcher(text).replaceAll(" ");
        var mail = io.quarkus.mailer.Mail.withText(address, subject, text + "\n")
                .addHeader("Message-ID", "<" + messageId + "@rota>");
        try {
            mailer.send(mail).await().atMost(config.mailWithin());
        } catch (RuntimeException e) {
            throw failure(e);
        }
    }

    static RuntimeException failure(RuntimeException thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            // Nobody can have such an address.
            if (cause instanceof IllegalArgumentException || (cause instanceof SMTPException smtp && isRefusal(smtp))) {
                return new MessageRefusedException("the mail is refused: " + cause.getMessage(), thrown);
            }
        }
        return new NoServerException("the mail server does not take it: " + thrown, thrown);
    }

    private static boolean isRefusal(SMTPException answer) {
        return REFUSED.contains(answer.getReplyCode());
    }
}
