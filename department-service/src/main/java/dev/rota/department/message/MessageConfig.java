package dev.rota.department.message;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** Where messages go. The mail server itself is Quarkus' {@code quarkus.mailer.*}. */
@ConfigMapping(prefix = "rota.messages")
public interface MessageConfig {

    /** Customers have their mail at {@code CUSTOMER@DOMAIN}. */
    @WithDefault("customers.example")
    String mailDomain();

    /** Where an SMS is posted to. */
    URI smsUrl();

    /** How long the mail server may take for one. */
    @WithDefault("10S")
    Duration mailWithin();
}
