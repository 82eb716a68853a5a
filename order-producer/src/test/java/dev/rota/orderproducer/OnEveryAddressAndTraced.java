package dev.rota.orderproducer;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;

/**
 * A service that listens beyond the loopback address, with everything that is needed to be somebody there, and that traces. One for both:
 * each set of settings is a start of its own.
 */
public final class OnEveryAddressAndTraced implements QuarkusTestProfile {

    public static final String OPERATOR_TOKEN = "a-token-for-this-test";

    /** The key that signs tokens goes along with the settings; nobody collects the spans here. */
    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair keys = generator.generateKeyPair();
            Base64.Encoder base64 = Base64.getEncoder();
            return Map.of(
                    "quarkus.http.host",
                    "0.0.0.0",
                    "rota.access.operator-token",
                    OPERATOR_TOKEN,
                    "quarkus.oidc.public-key",
                    base64.encodeToString(keys.getPublic().getEncoded()),
                    "test.signing-key",
                    base64.encodeToString(keys.getPrivate().getEncoded()),
                    "quarkus.otel.sdk.disabled",
                    "false",
                    "quarkus.otel.traces.exporter",
                    "none");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
