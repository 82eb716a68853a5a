package dev.rota.lagmonitor;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rota.lagmonitor.Certificates.Folder;
import dev.rota.lagmonitor.keda.contract.ExternalScalerGrpc;
import dev.rota.lagmonitor.keda.contract.GetMetricSpecResponse;
import dev.rota.lagmonitor.keda.contract.ScaledObjectRef;
import dev.rota.localstack.Ports;
import io.fabric8.kubernetes.api.model.Status;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.http.runtime.options.TlsCertificateReloader;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.File;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The API server and KEDA as they come in a cluster: by TLS, and known by their client certificates. */
@QuarkusTest
@TestProfile(MutualTlsIT.WithKeda.class)
@WithTestResource(Certificates.class)
class MutualTlsIT {

    private static final String API = "/apis/external.metrics.k8s.io/v1beta1";
    private static final String TOKEN = "a-token-for-this-test";

    /** With an operator's token, too; without a cluster. */
    public static final class WithKeda implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "rota.access.operator-token", TOKEN,
                    "rota.lag-monitor.keda.enabled", "true",
                    "quarkus.grpc.server.test-port", Integer.toString(Ports.free()),
                    "quarkus.http.ssl.certificate.reload-period", "1h",
                    "kafka.bootstrap.servers", "127.0.0.1:1");
        }
    }

    private record Answer(int code, String body) {}

    @Folder
    Path folder;

    @Test
    void theApiServerGetsIn() throws Exception {
        assertThat(get(API, Certificates.CLIENT, null)).satisfies(answer -> {
            assertThat(answer.code).isEqualTo(200);
            assertThat(answer.body).contains("APIResourceList");
        });
        // As it would be of any caller: nothing was ever sampled.
        assertThat(get(
                                API + "/namespaces/rota/rota-wanted-replicas?labelSelector=consumergroup%3Dbilling",
                                Certificates.CLIENT,
                                null)
                        .code)
                .isEqualTo(503);
        assertThat(get("/apis", Certificates.CLIENT, null).code).isEqualTo(200);
    }

    @Test
    void whoHasNoCertificateDoesNotWhateverTokenHeHas() throws Exception {
        for (@Nullable String token : new String[] {null, TOKEN}) {
            Answer answer = get(API, null, token);

            assertThat(answer.code).isEqualTo(401);
            Status status = new ObjectMapper().readValue(answer.body, Status.class);
            assertThat(status.getReason()).isEqualTo("Unauthorized");
            assertThat(status.getCode()).isEqualTo(401);
            assertThat(status.getMessage()).contains("rota.lag-monitor.external-metrics.client-ca");
        }
    }

    @Test
    void byPlainHttpNobodyDoes() throws Exception {
        given().header("Authorization", "Bearer " + TOKEN).get(API).then().statusCode(401);
    }

    @Test
    void onlyTheApiOfKubernetesKnowsCallersByCertificatesAlone() {
        for (String path : new String[] {"/api/groups", "/q/metrics"}) {
            given().get(path).then().statusCode(401).header("WWW-Authenticate", "Bearer");
            assertThat(given().header("Authorization", "Bearer " + TOKEN)
                            .get(path)
                            .statusCode())
                    .isNotEqualTo(401);
        }
        for (String path : new String[] {"/apis", API, "//apis", "/api/../apis", "/%61pis", "/apis;a=b"}) {
            given().urlEncodingEnabled(false)
                    .header("Authorization", "Bearer " + TOKEN)
                    .get(path)
                    .then()
                    .statusCode(401)
                    .header("WWW-Authenticate", nullValue());
        }
    }

    @Test
    void anotherNameOfTheSameCaIsForbidden() throws Exception {
        Answer answer = get(API, Certificates.STRANGER, null);

        assertThat(answer.code).isEqualTo(403);
        assertThat(new ObjectMapper().readValue(answer.body, Status.class).getReason())
                .isEqualTo("Forbidden");
    }

    @Test
    void theRightNameOfAnotherCaIsNotEvenHeard() {
        // Which exception it is depends on whether the alert comes before the connection ends.
        assertThatThrownBy(() -> get(API, Certificates.FOREIGNER, null)).hasCauseInstanceOf(ExecutionException.class);
    }

    @Test
    void aCertificateOpensNothingButThis() throws Exception {
        assertThat(get("/api/groups", Certificates.CLIENT, null).code).isEqualTo(401);
        assertThat(get("/api/groups", Certificates.CLIENT, TOKEN).code).isEqualTo(503);
        assertThat(get("/api/groups", null, TOKEN).code).isEqualTo(503);
        assertThat(get("/q/health/live", null, null).code).isEqualTo(200);
    }

    @Test
    void aCertificateThatIsRenewedIsShownByHttpsAndClientsAreStillKnown() throws Exception {
        for (String suffix : new String[] {"pem", "key"}) {
            Files.copy(
                    file(Certificates.RENEWED, suffix).toPath(),
                    file(Certificates.SERVER, suffix).toPath(),
                    StandardCopyOption.REPLACE_EXISTING);
        }

        // As the period would, which is at least half a minute.
        TlsCertificateReloader.reload().toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertThat(nameShownAt(Certificates.httpsPort())).isEqualTo("CN=renewed");
        assertThat(get(API, Certificates.CLIENT, null).code).isEqualTo(200);
        assertThat(get(API, null, null).code).isEqualTo(401);
        // Read at the start only, as the README says.
        assertThat(nameShownAt(ForKubernetes.kedaPort())).isEqualTo("CN=lag-monitor");
    }

    @Test
    void kedaGetsInWithACertificateOfItsCaOnly() throws Exception {
        assertThat(specs(Certificates.CLIENT).getMetricSpecsCount()).isEqualTo(1);
        assertThat(specs(Certificates.STRANGER).getMetricSpecsCount()).isEqualTo(1);
        assertThat(refusal(Certificates.FOREIGNER)).isEqualTo(io.grpc.Status.Code.UNAVAILABLE);
        assertThat(refusal(null)).isEqualTo(io.grpc.Status.Code.UNAVAILABLE);
    }

    private io.grpc.Status.Code refusal(@Nullable String client) {
        return catchThrowableOfType(StatusRuntimeException.class, () -> specs(client))
                .getStatus()
                .getCode();
    }

    private GetMetricSpecResponse specs(@Nullable String client) throws Exception {
        TlsChannelCredentials.Builder credentials =
                TlsChannelCredentials.newBuilder().trustManager(file(Certificates.CA, "pem"));
        if (client != null) {
            credentials.keyManager(file(client, "pem"), file(client, "key"));
        }
        ManagedChannel channel = Grpc.newChannelBuilderForAddress(
                        "localhost", ForKubernetes.kedaPort(), credentials.build())
                .build();
        try {
            return ExternalScalerGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(Duration.ofSeconds(10))
                    .getMetricSpec(ScaledObjectRef.newBuilder()
                            .putScalerMetadata("consumerGroup", "billing")
                            .build());
        } finally {
            channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    private File file(String name, String suffix) {
        return folder.resolve(name + "." + suffix).toFile();
    }

    /** Whom the certificate names that is shown there. */
    private String nameShownAt(int port) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null);
        try (InputStream ca = Files.newInputStream(file(Certificates.CA, "pem").toPath())) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(ca));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("localhost", port)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    /** Asks by HTTPS, trusting the CA only. */
    private Answer get(String path, @Nullable String client, @Nullable String token) throws Exception {
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setTrustOptions(new PemTrustOptions()
                        .addCertPath(file(Certificates.CA, "pem").toString()));
        if (client != null) {
            options.setKeyCertOptions(new PemKeyCertOptions()
                    .addCertPath(file(client, "pem").toString())
                    .addKeyPath(file(client, "key").toString()));
        }
        Vertx vertx = Vertx.vertx();
        try {
            HttpClient https = vertx.createHttpClient(options);
            return https.request(HttpMethod.GET, Certificates.httpsPort(), "localhost", path)
                    .compose(request -> {
                        if (token != null) {
                            request.putHeader("Authorization", "Bearer " + token);
                        }
                        return request.send();
                    })
                    .compose(answer ->
                            answer.body().map(Buffer::toString).map(body -> new Answer(answer.statusCode(), body)))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }
}
