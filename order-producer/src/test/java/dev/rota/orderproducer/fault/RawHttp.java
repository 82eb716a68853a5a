package dev.rota.orderproducer.fault;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One connection on which a request is written piece by piece. */
final class RawHttp implements Closeable {

    private static final int PATIENCE_MS = 60_000;

    private final Socket socket;
    private final OutputStream out;
    private final BufferedReader in;

    RawHttp(URI base) throws IOException {
        socket = new Socket(base.getHost(), base.getPort());
        socket.setSoTimeout(PATIENCE_MS);
        out = socket.getOutputStream();
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8), text.length());
    }

    void send(byte[] bytes, int length) throws IOException {
        out.write(bytes, 0, length);
        out.flush();
    }

    /** The next line of the response; null at its end. */
    String line() throws IOException {
        return in.readLine();
    }

    /** The next line of the response that is a JSON object: neither a header nor the length of a chunk. */
    String nextJson() throws IOException {
        String line = line();
        while (!line.startsWith("{")) {
            line = line();
        }
        return line;
    }

    /** The status in the first line of the response. */
    int status() throws IOException {
        return Integer.parseInt(line().substring("HTTP/1.1 ".length()).substring(0, 3));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
