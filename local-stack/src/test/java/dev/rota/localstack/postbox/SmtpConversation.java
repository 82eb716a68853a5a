package dev.rota.localstack.postbox;

import dev.rota.localstack.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection to a mail server, spoken by hand: what is said and the codes that come back are in plain sight. */
final class SmtpConversation implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final BufferedReader answers;

    SmtpConversation(int port) throws IOException {
        socket = new Socket(InetAddress.ofLiteral(Ports.HOST), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        answer();
        say("EHLO test");
        say("MAIL FROM:<house@rota.example>");
    }

    /** Names a recipient; returns the code. */
    int to(String recipient) throws IOException {
        return say("RCPT TO:<" + recipient + ">");
    }

    /** Sends the mail to those who were named; returns the code. */
    int send(String mail) throws IOException {
        say("DATA");
        return say(mail.replace("\n", "\r\n") + "\r\n.");
    }

    private int say(String text) throws IOException {
        socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
        return answer();
    }

    private int answer() throws IOException {
        String line = answers.readLine();
        while (line.charAt(3) == '-') {
            line = answers.readLine();
        }
        return Integer.parseInt(line.substring(0, 3));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
