package dev.rota.localstack.postbox;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;

/**
 * What is kept of a mail.
 *
 * @param id its Message-ID
 * @param subject decoded; empty if it has none
 * @param text its first plain text, or its HTML if it has no other, or nothing; lines end in {@code \n}, and the last one
 *     has no end
 */
record Mail(String id, Optional<String> subject, String text) {

    private static final Session SESSION = Session.getInstance(new Properties());

    /**
     * Reads a mail as it came over the wire. One without a Message-ID gets one, as mail servers do.
     *
     * @throws MessagingException if it is not a mail
     * @throws IOException if its text cannot be decoded
     */
    static Mail parse(byte[] bytes) throws MessagingException, IOException {
        MimeMessage message = new MimeMessage(SESSION, new ByteArrayInputStream(bytes));
        Optional<String> plain = text(message, "text/plain");
        Optional<String> text = plain.isPresent() ? plain : text(message, "text/html");
        return new Mail(
                Optional.ofNullable(message.getMessageID()).orElseGet(() -> "<" + UUID.randomUUID() + "@postbox>"),
                Optional.ofNullable(message.getSubject()),
                text.orElse("").replace("\r\n", "\n").stripTrailing());
    }

    /** The first text of a type in a part or its parts, attachments aside. */
    private static Optional<String> text(Part part, String type) throws MessagingException, IOException {
        if (Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition())) {
            return Optional.empty();
        }
        if (part.isMimeType(type)) {
            return Optional.of(String.valueOf(part.getContent()));
        }
        if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
            for (int index = 0; index < parts.getCount(); index++) {
                Optional<String> found = text(parts.getBodyPart(index), type);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }
}
