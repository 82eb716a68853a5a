package dev.rota.lagmonitor.sampling;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** The configuration as Quarkus would map it, without Quarkus. */
final class Configured {

    private Configured() {}

    /** The defaults, but for these keys, which are given without their prefix. */
    static LagMonitorConfig with(Map<String, String> values) {
        Map<String, String> prefixed = values.entrySet().stream()
                .collect(Collectors.toMap(value -> "rota.lag-monitor." + value.getKey(), Map.Entry::getValue));
        return from(new PropertiesConfigSource(prefixed, "test", 100));
    }

    /** The defaults, but for these variables, as a pod has them of a ConfigMap. */
    static LagMonitorConfig byEnvironment(Map<String, String> variables) {
        return from(new EnvConfigSource(variables, 300));
    }

    private static LagMonitorConfig from(ConfigSource source) {
        return new SmallRyeConfigBuilder()
                // Quarkus' own, which reads 5s beside PT5S.
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(LagMonitorConfig.class)
                .withSources(source)
                .build()
                .getConfigMapping(LagMonitorConfig.class);
    }
}
