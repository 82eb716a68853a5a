package dev.rota.localstack.postbox;

import dev.rota.localstack.StackException;
import java.util.Map;
import java.util.Optional;

/**
 * What the postbox is told by its environment.
 *
 * @param httpPort {@value #HTTP_PORT}: 8091 if unset, 0 for a free one
 * @param smtpPort {@value #SMTP_PORT}: 2525 if unset, 0 for a free one
 */
record PostboxSettings(int httpPort, int smtpPort) {

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
                port(environment, HTTP_PORT, USUAL_HTTP_PORT), port(environment, SMTP_PORT, USUAL_SMTP_PORT));
    }

    private static int port(Map<String, String> environment, String name, int usual) {
        Optional<String> value = Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
        return value.map(text -> port(name, text.strip())).orElse(usual);
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
        return "HTTP " + httpPort + ", SMTP " + smtpPort;
    }
}
