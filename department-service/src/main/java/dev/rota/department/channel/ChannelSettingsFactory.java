package dev.rota.department.channel;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory.ConfigurableConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Has the connector find {@link ChannelSettings} where it looks for its settings. What somebody sets there himself, in
 * {@code application.properties} or the environment, goes before. Found as a service by its name.
 */
public final class ChannelSettingsFactory implements ConfigurableConfigSourceFactory<DepartmentConfig> {

    /** Below application.properties, which has 250. */
    private static final int ORDINAL = 240;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context, DepartmentConfig config) {
        Map<String, String> settings = new HashMap<>();
        ChannelSettings.of(config)
                .forEach((name, value) ->
                        settings.put("mp.messaging.incoming." + ChannelSettings.CHANNEL + "." + name, value));
        return List.of(new PropertiesConfigSource(settings, "department's channel", ORDINAL));
    }
}
