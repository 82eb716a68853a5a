package dev.rota.localstack.postbox;

import dev.rota.localstack.Ports;
import dev.rota.localstack.StackException;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;

/**
 * What the postbox is told by its environment.
 *
 * @param host {@value #HOST}: the address to listen on, the loopback address if unset
 * @param httpPort {@value #HTTP_PORT}: 8091 if unset, 0 for a free one
 * @param smtpPort {@value #SMTP_PORT}: 2525 if unset, 0 for a free one
 */
record PostboxSettings(String host, int httpPort, int smtpPort) {

    static final String HOST = "POSTBOX_HOST";
    static final String HTTP_PORT = "POSTBOX_HTTP_PORT";
    static final String SMTP_PORT = "POSTBOX_SMTP_PORT";

    static final int USUAL_HTTP_PORT = 8091;
    static final int USUAL_SMTP_PORT = 2525;

    private static final int HIGHEST_PORT = 65_535;

    /**
     * Reads the settings; empty is unset.
     *
     * @throws StackException if one makes no sense; the message names it
     */
    static PostboxSettings of(Map<String, String> environment) {
        return new PostboxSettings(
                value(environment, HOST).map(PostboxSettings::host).orElse(Ports.HOST),
                port(environment, HTTP_PORT, USUAL_HTTP_PORT),
                port(environment, SMTP_PORT, USUAL_SMTP_PORT));
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(text -> !text.isBlank())
                .map(String::strip);
    }

    private static String host(String text) {
        try {
            return InetAddress.ofLiteral(text).getHostAddress();
        } catch (IllegalArgumentException e) {
            throw new StackException(HOST + " must be an address in numbers, not " + text + ".", e);
        }
    }

    private static int port(Map<String, String> environment, String name, int usual) {
        return value(environment, name).map(text -> port(name, text)).orElse(usual);
    }

    private static int port(String name, String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= HIGHEST_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of bounds.
        }
        throw new StackException(name + " must be from 0 to " + HIGHEST_PORT + ", not " + text + ".");
    }

    @Override
    public String toString() {
        return host + ", HTTP " + httpPort + ", SMTP " + smtpPort;
    }
}
