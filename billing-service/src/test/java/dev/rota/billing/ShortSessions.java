package dev.rota.billing;

import dev.rota.localstack.LocalStack;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/** For tests that kill or freeze replicas, and have nothing to do until the group has noticed. */
final class ShortSessions {

    /** The shortest that the brokers allow. */
    private static final String SESSION_MS = "5000";

    private ShortSessions() {}

    /** From now on billing's group waits this long for a member. */
    static void begin(LocalStack stack) {
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, "billing");
        AlterConfigOp set =
                new AlterConfigOp(new ConfigEntry("consumer.session.timeout.ms", SESSION_MS), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(group, List.of(set))).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
