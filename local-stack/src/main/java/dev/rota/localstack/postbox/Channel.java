package dev.rota.localstack.postbox;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rota.localstack.gateway.Refusal;
import java.util.Locale;

/** The way a message took. */
public enum Channel {
    /** By SMTP. */
    @JsonProperty("email")
    EMAIL,
    /** By {@code POST /sms}. */
    @JsonProperty("sms")
    SMS;

    /** As it is written in JSON and in a query. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws Refusal if there is no such channel */
    static Channel of(String label) {
        for (Channel channel : values()) {
            if (channel.label().equals(label)) {
                return channel;
            }
        }
        throw Refusal.badRequest("channel must be email or sms, not " + label + ".");
    }
}
