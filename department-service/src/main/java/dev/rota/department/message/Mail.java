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

    /** Replies that are about the mail: its recipient, size or content, for ever or just now. */
    private static final Set<Integer> REFUSED = Set.of(450, 501, 550, 551, 552, 553, 554, 555, 556);

    /** Replies that are about the server or our account with it. */
    private static final Set<Integer> SERVER = Set.of(421, 432, 454, 530, 534, 535, 538);

    /** As RFC 5321 has it. */
    private static final int LONGEST_ADDRESS = 254;

    /** The client does not send what is larger than its server says, and does not say so in a way that can be told from an outage. */
    private static final int LONGEST_TEXT = 10_000;

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
        if (address.length() > LONGEST_ADDRESS || CONTROL.matcher(address).find()) {
            throw new MessageRefusedException("nobody can have the mail address " + address, null);
        }
        if (text.length() > LONGEST_TEXT) {
            throw new MessageRefusedException("a mail of " + text.length() + " characters is too long", null);
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
            if (cause instanceof IllegalArgumentException) {
                return new MessageRefusedException("the mail is refused: " + cause.getMessage(), thrown);
            }
            if (cause instanceof SMTPException answer) {
                return failure(answer);
            }
        }
        return new NoServerException("the mail server does not take it: " + thrown, thrown);
    }

    private static RuntimeException failure(SMTPException answer) {
        int code = answer.getReplyCode();
        if (REFUSED.contains(code)) {
            return new MessageRefusedException("the mail is refused: " + answer.getMessage(), answer);
        }
        return SERVER.contains(code)
                ? new NoServerException("the mail server does not take it: " + answer, answer)
                : new UnclearAnswerException("the mail server does not take it: " + answer.getMessage(), answer);
    }
}
