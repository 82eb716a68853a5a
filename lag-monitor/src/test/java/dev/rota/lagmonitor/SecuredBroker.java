package dev.rota.lagmonitor;

import dev.rota.localstack.Ports;
import dev.rota.localstack.RotaHome;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.process.ProcessSpec;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A real broker behind TLS, SCRAM or OAuth, and access control lists, and a monitor that has a user there who may describe and nothing
 * else. The test itself comes by another listener, where it may do everything.
 */
public final class SecuredBroker implements QuarkusTestResourceLifecycleManager {

    /** A test's field that wants the address of the listener without security. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Servers {}

    /** The argument that makes the monitor come by OAuth, and not by SCRAM, if it is {@code true}. */
    static final String OAUTH = "oauth";

    private static final String OAUTH_MODULE =
            "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;";
    private static final String ALLOWED_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";

    private static final String PASSWORD = "not-a-secret";
    private static final String USER = "lag";

    private final Path folder = Path.of("target", "secured-broker").toAbsolutePath();
    private final int open = Ports.free();
    private final int secured = Ports.free();
    private final int controller = Ports.free();
    private boolean oauth;
    private TokenIssuer issuer;
    private Component broker;

    @Override
    public void init(Map<String, String> arguments) {
        oauth = Boolean.parseBoolean(arguments.get(OAUTH));
    }

    @Override
    public Map<String, String> start() {
        try {
            empty();
            issuer = new TokenIssuer(USER, PASSWORD);
            keys();
            Files.write(folder.resolve("server.properties"), settings());
            broker = new Component(
                    "secured-broker",
                    servers(),
                    folder.resolve("logs/broker.log"),
                    this::launch,
                    this::isReady,
                    OptionalLong::empty,
                    _ -> {});
            broker.start();
            let();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | ExecutionException | GeneralSecurityException e) {
            throw new IllegalStateException("The broker could not be made ready", e);
        }
        Map<String, String> settings = new HashMap<>(Map.of(
                "kafka.bootstrap.servers", Ports.HOST + ":" + secured,
                "kafka.security.protocol", "SASL_SSL",
                "kafka.ssl.truststore.location", folder.resolve("trust.p12").toString(),
                "kafka.ssl.truststore.password", PASSWORD,
                "rota.lag-monitor.cluster", "secured",
                "rota.lag-monitor.interval", "200ms",
                "rota.lag-monitor.members-every", "1s",
                "rota.lag-monitor.read-records", "true"));
        settings.putAll(oauth ? byToken() : byPassword());
        return settings;
    }

    private Map<String, String> byPassword() {
        return Map.of(
                "kafka.sasl.mechanism",
                "SCRAM-SHA-512",
                "kafka.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(USER, PASSWORD));
    }

    private Map<String, String> byToken() {
        // Kafka's client asks nobody for a token whom the JVM's own options do not name.
        System.setProperty(ALLOWED_URLS, issuer.tokenUrl());
        return Map.of(
                "kafka.sasl.mechanism",
                "OAUTHBEARER",
                "kafka.sasl.jaas.config",
                OAUTH_MODULE,
                "kafka.sasl.login.callback.handler.class",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler",
                "kafka.sasl.oauthbearer.token.endpoint.url",
                issuer.tokenUrl(),
                "kafka.sasl.oauthbearer.client.credentials.client.id",
                USER,
                "kafka.sasl.oauthbearer.client.credentials.client.secret",
                PASSWORD);
    }

    private String servers() {
        return Ports.HOST + ":" + open;
    }

    private void empty() throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(folder.resolve("logs"));
        Files.createDirectories(folder.resolve("tmp"));
    }

    private void keys() throws IOException, InterruptedException {
        keytool(
                "-genkeypair",
                "-alias",
                "broker",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:" + Ports.HOST,
                "-keystore",
                "keys.p12",
                "-storepass",
                PASSWORD);
        keytool(
                "-exportcert",
                "-alias",
                "broker",
                "-keystore",
                "keys.p12",
                "-storepass",
                PASSWORD,
                "-file",
                "broker.cer");
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "broker",
                "-file",
                "broker.cer",
                "-keystore",
                "trust.p12",
                "-storepass",
                PASSWORD);
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        Keytool.run(folder, folder.resolve("logs/keytool.log"), List.of(arguments));
    }

    private List<String> settings() {
        return List.of(
                "process.roles=broker,controller",
                "node.id=1",
                "controller.quorum.voters=1@" + Ports.HOST + ":" + controller,
                "listeners=OPEN://%s,SECURED://%s:%d,CONTROLLER://%s:%d"
                        .formatted(servers(), Ports.HOST, secured, Ports.HOST, controller),
                "advertised.listeners=OPEN://%s,SECURED://%s:%d".formatted(servers(), Ports.HOST, secured),
                "listener.security.protocol.map=OPEN:PLAINTEXT,SECURED:SASL_SSL,CONTROLLER:PLAINTEXT",
                "controller.listener.names=CONTROLLER",
                "inter.broker.listener.name=OPEN",
                "log.dirs=" + folder.resolve("log"),
                "auto.create.topics.enable=false",
                "offsets.topic.replication.factor=1",
                "offsets.topic.num.partitions=8",
                "transaction.state.log.replication.factor=1",
                "transaction.state.log.min.isr=1",
                "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                // Whoever comes by the open listener.
                "super.users=User:ANONYMOUS",
                "sasl.enabled.mechanisms=SCRAM-SHA-512,OAUTHBEARER",
                "listener.name.secured.scram-sha-512.sasl.jaas.config="
                        + "org.apache.kafka.common.security.scram.ScramLoginModule required;",
                "listener.name.secured.oauthbearer.sasl.jaas.config=" + OAUTH_MODULE,
                "listener.name.secured.oauthbearer.sasl.server.callback.handler.class="
                        + "org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler",
                "listener.name.secured.oauthbearer.sasl.oauthbearer.jwks.endpoint.url=" + issuer.keysUrl(),
                "ssl.keystore.location=" + folder.resolve("keys.p12"),
                "ssl.keystore.password=" + PASSWORD,
                "ssl.keystore.type=PKCS12");
    }

    private ProcessSpec launch() {
        RotaHome home = RotaHome.locate();
        return ProcessSpec.java(
                home,
                List.of(
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-D%s=%s".formatted(ALLOWED_URLS, issuer.keysUrl())),
                List.of(
                        "-cp",
                        home.stackClassPath(),
                        "dev.rota.localstack.kafka.BrokerProcess",
                        folder.resolve("server.properties").toString()),
                Map.of(),
                folder.resolve("logs/broker.log"));
    }

    private boolean isReady() {
        if (!Ports.isListening(open)) {
            return false;
        }
        try (Admin admin = admin()) {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", servers()));
    }

    /** The monitor's user, who may describe all groups and all topics. */
    private void let() throws InterruptedException, ExecutionException {
        try (Admin admin = admin()) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            USER, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4_096), PASSWORD)))
                    .all()
                    .get();
            admin.createAcls(List.of(
                            rule(ResourceType.GROUP, "*", AclOperation.DESCRIBE, AclPermissionType.ALLOW),
                            rule(ResourceType.TOPIC, "*", AclOperation.DESCRIBE, AclPermissionType.ALLOW)))
                    .all()
                    .get();
        }
    }

    /** What the monitor's user may do or may not do. */
    static AclBinding rule(ResourceType type, String name, AclOperation operation, AclPermissionType permission) {
        return new AclBinding(
                new ResourcePattern(type, name, PatternType.LITERAL),
                new AccessControlEntry("User:" + USER, "*", operation, permission));
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(servers(), new TestInjector.AnnotatedAndMatchesType(Servers.class, String.class));
    }

    @Override
    public void stop() {
        System.clearProperty(ALLOWED_URLS);
        if (broker != null) {
            broker.kill();
        }
        if (issuer != null) {
            issuer.close();
        }
    }
}
