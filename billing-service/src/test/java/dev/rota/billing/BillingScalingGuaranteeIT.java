package dev.rota.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.localstack.LocalStack;
import dev.rota.localstack.service.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * 1 -> 4 -> 1 replicas under load, again and again, one of them by kill -9, on a rebalance protocol.
 *
 * <p>{@code -Drota.faults.duration=PT2M} makes it go on for longer than one round, and {@code -Drota.faults.protocols=consumer,classic} for
 * both protocols.
 */
class BillingScalingGuaranteeIT {

    private static final Duration LEAST = Duration.parse(System.getProperty("rota.faults.duration", "PT1S"));

    /** How long replicas stay as they are; the claim is about changes in quick succession. */
    private static final Duration STEP = Duration.ofSeconds(6);

    static Stream<String> protocols() {
        return Stream.of(System.getProperty("rota.faults.protocols", "consumer").split(",", -1));
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void everyEventIsBilledOnceAndInOrder(String protocol) throws Exception {
        try (LocalStack stack = LocalStack.builder()
                        .data(Path.of("target", "billing-scaling-it-" + protocol))
                        .with(Service.BILLING_SERVICE, 1)
                        .setting(Service.BILLING_SERVICE, "ROTA_BILLING_CONSUMER_KAFKA_GROUP_PROTOCOL", protocol)
                        .start();
                BillingDriver driver = new BillingDriver(
                        stack, stack.component("billing-service-1").address())) {
            ShortSessions.begin(stack);
            Map<String, List<String>> sent;
            try (OrderLoad load = new OrderLoad(driver, "c-scale-", Duration.ofMillis(10))) {
                long end = System.nanoTime() + LEAST.toNanos();
                do {
                    stack.scale(Service.BILLING_SERVICE, 4);
                    TimeUnit.NANOSECONDS.sleep(STEP.toNanos());
                    stack.component("billing-service-3").kill();
                    stack.scale(Service.BILLING_SERVICE, 1);
                    TimeUnit.NANOSECONDS.sleep(STEP.toNanos());
                } while (System.nanoTime() < end);
                sent = load.stop();
            }

            driver.awaitBilled(sent);

            assertThat(driver.deadLetters()).isEmpty();
            assertThat(stack.gateway().summary().charges())
                    .isEqualTo(sent.values().stream().mapToInt(List::size).sum());
        }
    }
}
