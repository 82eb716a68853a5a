package dev.rota.localstack;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on the loopback address. Everything the stack starts listens there and nowhere else. */
public final class Ports {

    /** The one address the stack binds. */
    public static final String HOST = "127.0.0.1";

    /**
     * Below the range that operating systems take the near end of outgoing connections from: on a busy machine such a
     * connection would otherwise take a port between our asking for it and a child's binding it.
     */
    private static final int FIRST = 15_000;

    private static final int LAST = 32_000;
    private static final int CONNECT_MILLIS = 500;

    /**
     * The UDP ports of the same numbers as those that were handed out, held until this process ends: no two components, be they of
     * two processes, get the same port before either has bound it. Nothing of the stack speaks UDP.
     */
    private static final Set<DatagramSocket> CLAIMS = new HashSet<>();

    private Ports() {}

    /**
     * A port that nobody listens on and that no process of Rota that still runs has handed out before.
     *
     * @throws StackException if there is none left
     */
    public static synchronized int free() {
        for (int attempt = FIRST; attempt <= LAST; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            if (isFree(port) && claim(port)) {
                return port;
            }
        }
        throw new StackException("No free port between " + FIRST + " and " + LAST + " on " + HOST + ".");
    }

    private static boolean claim(int port) {
        try {
            CLAIMS.add(new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(HOST), port)));
            return true;
        } catch (SocketException e) {
            return false;
        }
    }

    /** Whether somebody takes connections on the port now. */
    public static boolean isListening(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(HOST), port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether nobody listens on the port now. Asks by taking it for a moment, so not while somebody is about to. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // A connection of the last run that still lingers is not a listener.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(HOST), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
