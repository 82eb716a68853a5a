package dev.rota.lagmonitor;

import dev.rota.localstack.Ports;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Keys and certificates of one run, and a monitor that uses them beyond the loopback address: for itself, and to know the API
 * server and KEDA by theirs. Each is a PEM file with its key beside it.
 */
public final class Certificates implements QuarkusTestResourceLifecycleManager {

    /** A test's field that wants the folder. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Folder {}

    static final String CA = "ca";
    static final String SERVER = "server";
    /** For the same host as {@link #SERVER}, under another name. */
    static final String RENEWED = "renewed";
    /** Of the CA, and of the name that is let in. */
    static final String CLIENT = "front-proxy-client";
    /** Of the CA, and of another name. */
    static final String STRANGER = "stranger";
    /** Of the right name, and of another CA. */
    static final String FOREIGNER = "foreigner";

    private static final String HTTPS_PORT = "quarkus.http.test-ssl-port";
    private static final String OTHER_CA = "other-ca";
    private static final String PASSWORD = "changeit";

    private Path folder;

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "certificates-");
            keytool(CA, "-dname", "CN=ca", "-ext", "bc:c");
            keytool(OTHER_CA, "-dname", "CN=ca", "-ext", "bc:c");
            keytool(SERVER, "-dname", "CN=lag-monitor", "-ext", "san=dns:localhost,ip:127.0.0.1", "-signer", CA);
            keytool(RENEWED, "-dname", "CN=renewed", "-ext", "san=dns:localhost,ip:127.0.0.1", "-signer", CA);
            keytool(CLIENT, "-dname", "CN=" + CLIENT, "-signer", CA);
            keytool(STRANGER, "-dname", "CN=" + STRANGER, "-signer", CA);
            keytool(FOREIGNER, "-dname", "CN=" + CLIENT, "-signer", OTHER_CA);
            export();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException("The certificates could not be made", e);
        }
        return Map.of(
                "quarkus.http.host",
                "0.0.0.0",
                HTTPS_PORT,
                Integer.toString(Ports.free()),
                "quarkus.http.ssl.certificate.files",
                file(SERVER, "pem"),
                "quarkus.http.ssl.certificate.key-files",
                file(SERVER, "key"),
                "rota.lag-monitor.external-metrics.client-ca",
                file(CA, "pem"),
                "rota.lag-monitor.external-metrics.client-names",
                CLIENT,
                "quarkus.grpc.server.ssl.certificate",
                file(SERVER, "pem"),
                "quarkus.grpc.server.ssl.key",
                file(SERVER, "key"),
                "rota.lag-monitor.keda.client-ca",
                file(CA, "pem"),
                "quarkus.grpc.server.ssl.client-auth",
                "required");
    }

    /** Where the monitor under test shows its certificate. */
    static int httpsPort() {
        return ConfigProvider.getConfig().getValue(HTTPS_PORT, Integer.class);
    }

    private String file(String name, String suffix) {
        return folder.resolve(name + "." + suffix).toString();
    }

    private void keytool(String alias, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(
                "-genkeypair", "-keyalg", "EC", "-keystore", "keys.p12", "-storepass", PASSWORD, "-alias", alias));
        all.addAll(List.of(arguments));
        Keytool.run(folder, folder.resolve("keytool.log"), all);
    }

    private void export() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stored = Files.newInputStream(folder.resolve("keys.p12"))) {
            keys.load(stored, PASSWORD.toCharArray());
        }
        for (String alias : List.of(CA, SERVER, RENEWED, CLIENT, STRANGER, FOREIGNER)) {
            Certificate certificate = keys.getCertificate(alias);
            Files.writeString(folder.resolve(alias + ".pem"), pem("CERTIFICATE", certificate.getEncoded()));
            Files.writeString(
                    folder.resolve(alias + ".key"),
                    pem(
                            "PRIVATE KEY",
                            keys.getKey(alias, PASSWORD.toCharArray()).getEncoded()));
        }
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
                .formatted(kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content));
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(folder, new TestInjector.AnnotatedAndMatchesType(Folder.class, Path.class));
    }

    @Override
    public void stop() {
        // The folder goes with the rest of target.
    }
}
