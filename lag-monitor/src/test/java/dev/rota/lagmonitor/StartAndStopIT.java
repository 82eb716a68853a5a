package dev.rota.lagmonitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.lagmonitor.keda.contract.ExternalScalerGrpc;
import dev.rota.lagmonitor.keda.contract.IsActiveResponse;
import dev.rota.lagmonitor.keda.contract.ScaledObjectRef;
import dev.rota.localstack.Ports;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The monitor as it is shipped, in a process of its own and without a cluster: how it ends, and when it does not even begin. */
class StartAndStopIT {

    private static final Duration TO_START = Duration.ofMinutes(2);
    private static final Duration GRACE = Duration.ofSeconds(20);

    private static final ScaledObjectRef WORKLOAD = ScaledObjectRef.newBuilder()
            .putScalerMetadata("consumerGroup", "billing")
            .build();

    @TempDir
    Path folder;

    private final int kedaPort = Ports.free();
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void kill() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void streamsThatAreOpenEndWithTheMonitorAndDoNotHoldItUp() throws Exception {
        Process monitor = start("-Drota.lag-monitor.keda.enabled=true");
        ManagedChannel channel = Grpc.newChannelBuilderForAddress(
                        "localhost", kedaPort, InsecureChannelCredentials.create())
                .build();
        try {
            CompletableFuture<Status> end = new CompletableFuture<>();
            ExternalScalerGrpc.newStub(channel).withWaitForReady().streamIsActive(WORKLOAD, new Ending(end));
            // Sent after it over the same connection: when it is answered the stream has arrived.
            assertThat(ExternalScalerGrpc.newBlockingStub(channel)
                            .withWaitForReady()
                            .withDeadlineAfter(TO_START)
                            .getMetricSpec(WORKLOAD)
                            .getMetricSpecsCount())
                    .isEqualTo(1);
            assertThat(end).isNotDone();

            // SIGTERM, as Kubernetes sends it.
            monitor.destroy();

            assertThat(end)
                    .succeedsWithin(GRACE)
                    .satisfies(status -> assertThat(status.getCode()).isIn(Status.Code.OK, Status.Code.UNAVAILABLE));
            assertThat(monitor.waitFor(GRACE)).as(log()).isTrue();
        } finally {
            channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aClientCaThatWouldNeverBeUsedIsRefused() throws Exception {
        Process monitor = start("-Drota.lag-monitor.external-metrics.client-ca=pom.xml");

        assertThat(monitor.waitFor(TO_START)).as(log()).isTrue();
        assertThat(monitor.exitValue()).isNotZero();
        assertThat(log()).contains("rota.lag-monitor.external-metrics.client-ca says nothing without HTTPS");
    }

    private Process start(String... settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.port=" + Ports.free(),
                "-Dquarkus.grpc.server.port=" + kedaPort,
                "-Dkafka.bootstrap.servers=127.0.0.1:1"));
        command.addAll(List.of(settings));
        command.addAll(List.of(
                "-jar", Path.of("target", "quarkus-app", "quarkus-run.jar").toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        started.add(process);
        return process;
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    /** How one stream ended. */
    private record Ending(CompletableFuture<Status> status) implements StreamObserver<IsActiveResponse> {

        @Override
        public void onNext(IsActiveResponse answer) {
            status.completeExceptionally(new IllegalStateException("Nothing is known that could be said"));
        }

        @Override
        public void onError(Throwable problem) {
            status.complete(Status.fromThrowable(problem));
        }

        @Override
        public void onCompleted() {
            status.complete(Status.OK);
        }
    }
}
