package dev.rota.lagmonitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.rota.lagmonitor.KafkaBroker.Stack;
import dev.rota.lagmonitor.keda.contract.ExternalScalerGrpc;
import dev.rota.lagmonitor.keda.contract.GetMetricsRequest;
import dev.rota.lagmonitor.keda.contract.IsActiveResponse;
import dev.rota.lagmonitor.keda.contract.MetricSpec;
import dev.rota.lagmonitor.keda.contract.MetricValue;
import dev.rota.lagmonitor.keda.contract.ScaledObjectRef;
import dev.rota.lagmonitor.sampling.Monitor;
import dev.rota.localstack.LocalStack;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** KEDA's contract, by a client over a real connection. */
@QuarkusTest
@TestProfile(ForKubernetes.class)
@WithTestResource(KafkaBroker.class)
class KedaIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String METRIC = "rota-wanted-replicas";

    /** They follow the monitor as long as it runs. */
    private static final int ALERTS = 1;

    @Stack
    LocalStack stack;

    @Inject
    Monitor monitor;

    private Traffic traffic;
    private ManagedChannel channel;

    @BeforeEach
    void open() {
        stack.kafka().broker(1).start();
        traffic = new Traffic(stack.bootstrapServers());
        channel = Grpc.newChannelBuilderForAddress(
                        "localhost", ForKubernetes.kedaPort(), InsecureChannelCredentials.create())
                .build();
    }

    @AfterEach
    void close() throws Exception {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        traffic.close();
    }

    private ExternalScalerGrpc.ExternalScalerBlockingStub keda() {
        return ExternalScalerGrpc.newBlockingStub(channel).withDeadlineAfter(Duration.ofSeconds(10));
    }

    @Test
    void whatIsWantedIsTheMetricAndItsTargetIsOne() throws Exception {
        String group = Traffic.unique("keda");
        traffic.join(group, "consumer", traffic.topic(10, 10), "one", "two");

        assertThat(keda().getMetricSpec(workload(group)).getMetricSpecsList())
                .containsExactly(MetricSpec.newBuilder()
                        .setMetricName(METRIC)
                        .setTargetSize(1)
                        .setTargetSizeFloat(1)
                        .build());
        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                .untilAsserted(() -> assertThat(wanted(group))
                        .containsExactly(MetricValue.newBuilder()
                                .setMetricName(METRIC)
                                .setMetricValue(2)
                                .setMetricValueFloat(2)
                                .build()));
        assertThat(keda().isActive(workload(group)).getResult()).isTrue();
    }

    @Test
    void changesArePushed() throws Exception {
        String group = Traffic.unique("pushed");
        String topic = traffic.topic(10);
        Answers answers = stream(workload(group));
        assertThat(answers.received).isEmpty();

        traffic.commitAndLeave(group, topic, 10);

        // The monitor may have seen the member before it left.
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(answers.received).isIn(List.of(false), List.of(true, false)));
        assertThat(keda().isActive(workload(group)).getResult()).isFalse();
        answers.received.clear();

        traffic.produce(new TopicPartition(topic, 0), 5);

        await().atMost(SOON).untilAsserted(() -> assertThat(answers.received).containsExactly(true));
        assertThat(keda().isActive(workload(group)).getResult()).isTrue();
        assertThat(stream(workload(group)).first()).isTrue();

        answers.hangUp();

        await().atMost(SOON).until(() -> answers.ended.size() == 1);
        assertThat(answers.received).containsExactly(true);
    }

    @Test
    void nothingIsHeldOfCallersWhoHaveHungUp() {
        await().atMost(SOON).until(() -> monitor.followers() == ALERTS);
        Answers one = stream(workload("nobody's"));
        stream(workload("nobody's"));
        stream(workload("nobody's"));
        await().atMost(SOON).until(() -> monitor.followers() == ALERTS + 3);

        one.hangUp();

        await().atMost(SOON).until(() -> monitor.followers() == ALERTS + 2);

        channel.shutdownNow();

        await().atMost(SOON).until(() -> monitor.followers() == ALERTS);
    }

    @Test
    void whileTheClusterIsAwayNothingIsMadeUpAndStreamsGoOnAfterwards() throws Exception {
        String group = Traffic.unique("away");
        String topic = traffic.topic(10);
        traffic.commitAndLeave(group, topic, 10);
        awaitInactive(group);
        Answers answers = stream(workload(group));
        await().atMost(SOON).untilAsserted(() -> assertThat(answers.received).containsExactly(false));

        stack.kafka().broker(1).kill();

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(refusal(() -> keda().isActive(workload(group))))
                        .satisfies(refusal -> {
                            assertThat(refusal.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                            assertThat(refusal.getDescription())
                                    .contains("no figures of group '" + group + "' that are not older than 4 s");
                        }));
        assertThat(refusal(() -> wanted(group)).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        // What the HPA is made of does not change.
        assertThat(keda().getMetricSpec(workload(group)).getMetricSpecsCount()).isEqualTo(1);

        stack.kafka().broker(1).start();

        awaitInactive(group);
        traffic.produce(new TopicPartition(topic, 0), 5);
        await().atMost(SOON).untilAsserted(() -> assertThat(answers.received).containsExactly(false, true));
        assertThat(answers.ended).isEmpty();
    }

    @Test
    void aTriggerThatMakesNoSenseIsToldWhy() throws Exception {
        // Kafka takes any id.
        String group = Traffic.unique("bekannt-für-日本");
        traffic.commitAndLeave(group, traffic.topic(10), 10);
        awaitInactive(group);

        Status unknown = refusal(() -> keda().isActive(workload("nobody's")));
        Status missing = refusal(() -> keda().getMetricSpec(workload(Map.of())));
        Status elsewhere =
                refusal(() -> keda().isActive(workload(Map.of("consumerGroup", group, "cluster", "another"))));
        Status noMetric = refusal(() -> keda().getMetrics(GetMetricsRequest.newBuilder()
                .setScaledObjectRef(workload(group))
                .setMetricName("s0-" + METRIC)
                .build()));

        assertThat(unknown.getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(unknown.getDescription()).contains("Cluster 'it' lists no group 'nobody's'");
        assertThat(missing.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(missing.getDescription()).contains("consumerGroup is missing");
        assertThat(elsewhere.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(elsewhere.getDescription()).contains("watches cluster 'it', and not 'another'");
        assertThat(noMetric.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        for (String blank : List.of("", " \t")) {
            assertThat(refusal(() -> wanted(blank)).getDescription()).contains("consumerGroup is missing");
        }
        assertThat(refusal(() -> wanted("日".repeat(500)))).satisfies(refusal -> {
            assertThat(refusal.getCode()).isEqualTo(Status.Code.NOT_FOUND);
            assertThat(refusal.getDescription()).contains("日".repeat(500));
        });
        String tooLong = "x".repeat(100_000);
        for (Runnable call : List.<Runnable>of(
                () -> keda().isActive(workload(tooLong)),
                () -> wanted(tooLong),
                () -> keda().getMetricSpec(workload(Map.of("consumerGroup", group, "cluster", tooLong))),
                () -> keda().getMetrics(GetMetricsRequest.newBuilder()
                        .setScaledObjectRef(workload(group))
                        .setMetricName(tooLong)
                        .build()))) {
            assertThat(refusal(call)).satisfies(refusal -> {
                assertThat(refusal.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
                assertThat(refusal.getDescription()).contains("has 100000 characters; more than 500 are not taken");
            });
        }
        Answers answers = stream(workload(Map.of()));
        await().atMost(SOON).until(() -> answers.ended.size() == 1);
        assertThat(Status.fromThrowable(answers.ended.getFirst()).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(keda().isActive(workload(Map.of("consumerGroup", group, "cluster", "it")))
                        .getResult())
                .isFalse();
    }

    private void awaitInactive(String group) {
        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                .until(() -> !keda().isActive(workload(group)).getResult());
    }

    private List<MetricValue> wanted(String group) {
        return keda().getMetrics(GetMetricsRequest.newBuilder()
                        .setScaledObjectRef(workload(group))
                        .setMetricName(METRIC)
                        .build())
                .getMetricValuesList();
    }

    private static Status refusal(Runnable call) {
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, call::run);
        assertThat(refused).as("refusal").isNotNull();
        return refused.getStatus();
    }

    private static ScaledObjectRef workload(String group) {
        return workload(Map.of("consumerGroup", group, "scalerAddress", "lag-monitor:9000"));
    }

    private static ScaledObjectRef workload(Map<String, String> metadata) {
        return ScaledObjectRef.newBuilder()
                .setName("billing")
                .setNamespace("rota")
                .putAllScalerMetadata(metadata)
                .build();
    }

    private Answers stream(ScaledObjectRef workload) {
        Answers answers = new Answers();
        answers.call.run(() -> ExternalScalerGrpc.newStub(channel).streamIsActive(workload, answers));
        return answers;
    }

    /** What came over one stream so far. */
    private static final class Answers implements StreamObserver<IsActiveResponse> {

        private final Context.CancellableContext call = Context.current().withCancellation();
        private final List<Boolean> received = new CopyOnWriteArrayList<>();
        private final List<Throwable> ended = new CopyOnWriteArrayList<>();

        void hangUp() {
            call.cancel(null);
        }

        boolean first() {
            await().atMost(SOON).until(() -> !received.isEmpty());
            return received.getFirst();
        }

        @Override
        public void onNext(IsActiveResponse answer) {
            received.add(answer.getResult());
        }

        @Override
        public void onError(Throwable problem) {
            ended.add(problem);
        }

        @Override
        public void onCompleted() {
            ended.add(new IllegalStateException("completed"));
        }
    }
}
