package dev.rota.localstack.postbox;

import dev.rota.localstack.StackException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/**
 * Takes mail by SMTP into the inbox, from anybody on this machine, without password or TLS. A mail that was answered with
 * 250 is in the inbox. Connections run on virtual threads of their own.
 */
final class MailServer implements AutoCloseable {

    private static final Logger LOG = System.getLogger(MailServer.class.getName());

    private static final int MOST_BYTES = 256 * 1024;
    private static final int BACKLOG = 1_024;

    /** Senders keep a connection for minutes, and one that is closed just then fails their next mail. */
    private static final int IDLE_MINUTES = 10;

    private static final int BUSY = 450;
    private static final int REFUSED = 550;
    private static final int TOO_LARGE = 552;
    private static final int ILLEGIBLE = 554;

    private final SMTPServer server;

    private MailServer(SMTPServer server) {
        this.server = server;
    }

    /**
     * Starts to listen.
     *
     * @param host the address to listen on, in numbers
     * @param port 0 is a free one
     * @param inbox where mail goes
     * @param behaviour the one in force, asked for every recipient
     * @throws StackException if the port cannot be had
     */
    static MailServer start(String host, int port, Inbox inbox, Supplier<Behaviour> behaviour) {
        SMTPServer server = SMTPServer.port(port)
                .bindAddress(InetAddress.ofLiteral(host))
                // What it would ask the name service for otherwise.
                .hostName("postbox")
                .backlog(BACKLOG)
                .connectionTimeout(IDLE_MINUTES, TimeUnit.MINUTES)
                .maxMessageSize(MOST_BYTES)
                .insertReceivedHeaders(false)
                .executorService(Executors.newVirtualThreadPerTaskExecutor())
                .messageHandlerFactory(_ -> new Delivery(inbox, behaviour))
                .build();
        try {
            server.start();
        } catch (RuntimeException e) {
            throw new StackException("Cannot listen on " + host + ":" + port + ": " + e.getMessage(), e);
        }
        return new MailServer(server);
    }

    /** Takes no more mail, and closes every connection. */
    @Override
    public void close() {
        server.stop();
    }

    /** One mail, from its sender's name to its last line; used by its connection's thread only. */
    private static final class Delivery implements MessageHandler {

        private final Inbox inbox;
        private final Supplier<Behaviour> behaviour;
        private final List<String> recipients = new ArrayList<>();

        Delivery(Inbox inbox, Supplier<Behaviour> behaviour) {
            this.inbox = inbox;
            this.behaviour = behaviour;
        }

        @Override
        public void from(String sender) {}

        @Override
        public void recipient(String recipient) throws RejectException {
            switch (behaviour.get().receptionOf(recipient)) {
                case TAKEN -> recipients.add(recipient);
                case REFUSED -> throw new RejectException(REFUSED, "5.1.1 There is no recipient " + recipient + ".");
                case BUSY -> throw new RejectException(BUSY, "4.2.1 The recipient " + recipient + " is busy.");
            }
        }

        @Override
        public @Nullable String data(InputStream in) throws RejectException, IOException {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                // What is left unread would be taken for commands.
                in.transferTo(OutputStream.nullOutputStream());
                throw new RejectException(TOO_LARGE, "5.3.4 A mail may have at most " + MOST_BYTES + " bytes.");
            }
            inbox.take(parse(bytes), recipients);
            return null;
        }

        private static Mail parse(byte[] bytes) throws RejectException {
            try {
                return Mail.parse(bytes);
            } catch (MessagingException | IOException e) {
                LOG.log(Level.WARNING, "A mail cannot be read: {0}", e.getMessage());
                throw new RejectException(ILLEGIBLE, "5.6.0 The mail cannot be read.");
            }
        }

        @Override
        public void done() {}
    }
}
