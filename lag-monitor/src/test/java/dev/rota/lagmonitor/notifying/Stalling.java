package dev.rota.lagmonitor.notifying;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver that takes every connection, begins its answer with 200, and never ends it. */
final class Stalling implements AutoCloseable {

    private static final String HALF_AN_ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf";

    private final ServerSocket server = new ServerSocket();
    private final List<Socket> taken = new CopyOnWriteArrayList<>();

    Stalling() throws IOException {
        server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        Thread.startVirtualThread(this::run);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/alerts");
    }

    int requests() {
        return taken.size();
    }

    private void run() {
        try {
            while (true) {
                Socket socket = server.accept();
                taken.add(socket);
                socket.getOutputStream().write(HALF_AN_ANSWER.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (SocketException _) {
            // It is closed.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : taken) {
            socket.close();
        }
    }
}
