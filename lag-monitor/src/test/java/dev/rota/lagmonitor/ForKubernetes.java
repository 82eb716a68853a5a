package dev.rota.lagmonitor;

import dev.rota.localstack.Ports;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/** A monitor that serves KEDA, and lets groups go that have nothing to do. */
public final class ForKubernetes implements QuarkusTestProfile {

    private static final String PORT = "quarkus.grpc.server.test-port";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "rota.lag-monitor.keda.enabled",
                "true",
                PORT,
                Integer.toString(Ports.free()),
                "rota.lag-monitor.scaling.min-replicas",
                "0",
                "rota.lag-monitor.scaling.scale-down-after",
                "1s");
    }

    /** Where the monitor under test serves KEDA. */
    static int kedaPort() {
        return ConfigProvider.getConfig().getValue(PORT, Integer.class);
    }
}
