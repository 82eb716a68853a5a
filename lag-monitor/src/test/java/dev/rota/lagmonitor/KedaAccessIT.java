package dev.rota.lagmonitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rota.lagmonitor.keda.contract.ExternalScalerGrpc;
import dev.rota.lagmonitor.keda.contract.ExternalScalerGrpc.ExternalScalerBlockingStub;
import dev.rota.lagmonitor.keda.contract.ScaledObjectRef;
import dev.rota.localstack.Ports;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may ask as KEDA does, where the monitor listens beyond the loopback address and requires no client certificate. */
@QuarkusTest
@TestProfile(KedaAccessIT.OnEveryAddress.class)
class KedaAccessIT {

    private static final String TOKEN = "a-token-for-this-test";
    private static final ScaledObjectRef WORKLOAD = ScaledObjectRef.newBuilder()
            .putScalerMetadata("consumerGroup", "billing")
            .build();

    /** Reachable from elsewhere, with a token for the operator; without a cluster. */
    public static final class OnEveryAddress implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.http.host", "0.0.0.0",
                    "rota.access.operator-token", TOKEN,
                    "rota.lag-monitor.keda.enabled", "true",
                    "quarkus.grpc.server.test-port", Integer.toString(Ports.free()),
                    "kafka.bootstrap.servers", "127.0.0.1:1");
        }
    }

    private ManagedChannel channel;

    @BeforeEach
    void open() {
        channel = Grpc.newChannelBuilderForAddress(
                        "localhost", ForKubernetes.kedaPort(), InsecureChannelCredentials.create())
                .build();
    }

    @AfterEach
    void close() throws Exception {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    }

    private ExternalScalerBlockingStub keda() {
        return ExternalScalerGrpc.newBlockingStub(channel).withDeadlineAfter(Duration.ofSeconds(10));
    }

    private ExternalScalerBlockingStub keda(String authorization) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), authorization);
        return keda().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    @Test
    void nobodyMayWithoutATokenAndIsToldWhatIsNeeded() {
        Status without = refusal(keda());

        assertThat(without.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(without.getDescription()).contains("client certificate", "operator's token");
        assertThat(refusal(keda("Bearer " + TOKEN + "x")).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(refusal(keda(TOKEN)).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    }

    @Test
    void theOperatorsTokenOpensIt() {
        assertThat(keda("Bearer " + TOKEN).getMetricSpec(WORKLOAD).getMetricSpecsCount())
                .isEqualTo(1);
    }

    @Test
    void beforeTheFirstSampleThereIsNoNumber() {
        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class, () -> keda("bearer " + TOKEN).isActive(WORKLOAD));

        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    private static Status refusal(ExternalScalerBlockingStub keda) {
        return catchThrowableOfType(StatusRuntimeException.class, () -> keda.getMetricSpec(WORKLOAD))
                .getStatus();
    }
}
