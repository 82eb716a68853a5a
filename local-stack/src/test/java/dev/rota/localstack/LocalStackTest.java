package dev.rota.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rota.localstack.process.Component;
import dev.rota.localstack.service.Service;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stack of which nothing runs. */
class LocalStackTest {

    /** Whether it is built or not: no replica of it comes up. */
    private static final Map<Service, Map<String, String>> BROKEN =
            Map.of(Service.ANALYTICS_SERVICE, Map.of("JAVA_TOOL_OPTIONS", "-XX:NoSuchOption"));

    @TempDir
    private Path data;

    @Test
    void aReplicaIsNotStartedWhileSomethingIsDoneThatItMustNotSee() throws Exception {
        StackOptions options = new StackOptions(
                data, true, 1, false, false, false, false, Map.of(), BROKEN, Map.of(), true, Lifetime.SHORT);
        try (LocalStack stack = LocalStack.prepare(RotaHome.locate(), options, new StackListener() {})) {
            assertThatThrownBy(() -> stack.scale(Service.ANALYTICS_SERVICE, 1)).isInstanceOf(StackException.class);
            Component replica = stack.component("analytics-service-1");
            Instant before = replica.startedAt();
            Thread other = Thread.ofPlatform()
                    .unstarted(() -> assertThatThrownBy(() -> stack.start("analytics-service-1"))
                            .isInstanceOf(StackException.class));

            stack.service(Service.ANALYTICS_SERVICE).whileStopped(() -> {
                other.start();
                await().until(() -> EnumSet.of(Thread.State.BLOCKED, Thread.State.TERMINATED)
                        .contains(other.getState()));
                assertThat(replica.startedAt()).isEqualTo(before);
            });

            other.join();
            assertThat(replica.startedAt()).isAfter(before);
        }
    }

    @Test
    void aReplicaThatWasScaledAwayIsNotStartedByWhoStillHasIt() {
        StackOptions options = new StackOptions(
                data, true, 1, false, false, false, false, Map.of(), BROKEN, Map.of(), true, Lifetime.SHORT);
        try (LocalStack stack = LocalStack.prepare(RotaHome.locate(), options, new StackListener() {})) {
            assertThatThrownBy(() -> stack.scale(Service.ANALYTICS_SERVICE, 1)).isInstanceOf(StackException.class);
            Component replica = stack.component("analytics-service-1");
            stack.scale(Service.ANALYTICS_SERVICE, 0);

            assertThatThrownBy(() -> stack.service(Service.ANALYTICS_SERVICE).start(replica))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("was scaled");
        }
    }
}
