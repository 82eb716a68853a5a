package dev.rota.lagmonitor.notifying;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** The configuration as Quarkus would map it, without Quarkus. */
final class Configured {

    private static final String MONITOR = "rota.lag-monitor.";
    private static final String PREFIX = MONITOR + "alerts.";

    private Configured() {}

    /** The rules that ship, but for these keys, which are given without their prefix; or as they are, if they are the monitor's. */
    static AlertsConfig overDefaults(Map<String, String> values) {
        try {
            return builder(values)
                    .withSources(new PropertiesConfigSource(
                            AlertsConfig.class.getResource("/META-INF/microprofile-config.properties"), 50))
                    .build()
                    .getConfigMapping(AlertsConfig.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing but these keys. */
    static AlertsConfig with(Map<String, String> values) {
        return builder(values).build().getConfigMapping(AlertsConfig.class);
    }

    private static SmallRyeConfigBuilder builder(Map<String, String> values) {
        Map<String, String> prefixed = values.entrySet().stream()
                .collect(Collectors.toMap(
                        value -> value.getKey().startsWith(MONITOR) ? value.getKey() : PREFIX + value.getKey(),
                        Map.Entry::getValue));
        return new SmallRyeConfigBuilder()
                // Quarkus' own, which reads 5s beside PT5S.
                .withConverter(Duration.class, 200, new DurationConverter())
                .addDefaultInterceptors()
                .withMapping(AlertsConfig.class)
                .withSources(new PropertiesConfigSource(prefixed, "test", 100));
    }
}
