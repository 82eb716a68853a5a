package dev.rota.access;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.smallrye.jwt.build.Jwt;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;

/** A service that listens beyond the loopback address, and has nothing else set. */
public class OnEveryAddress implements QuarkusTestProfile {

    static final String OPERATOR_TOKEN = "a-token-for-this-test";

    /** Profile and test live in different class loaders; the private key goes along with the settings. */
    private static final String SIGNING_KEY = "test.signing-key";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("quarkus.http.host", "0.0.0.0");
    }

    /** With an operator's token. */
    public static class WithToken extends OnEveryAddress {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("rota.access.operator-token", OPERATOR_TOKEN);
            return settings;
        }
    }

    /** With an operator's token, and reading for all. */
    public static class WithAnonymousReading extends WithToken {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("rota.access.anonymous-reading", "true");
            return settings;
        }
    }

    /** With an operator's token, and OIDC by a key of this test. */
    public static class WithTokenAndOidc extends WithToken {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            KeyPair keys = newKeys();
            settings.put(
                    "quarkus.oidc.public-key",
                    Base64.getEncoder().encodeToString(keys.getPublic().getEncoded()));
            settings.put(
                    SIGNING_KEY,
                    Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded()));
            return settings;
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A token that the service under test takes for its identity provider's. */
    static String oidcToken(String... roles) {
        return oidcToken(signingKey(), roles);
    }

    /** A token that somebody else has signed. */
    static String foreignToken(String... roles) {
        return oidcToken(newKeys().getPrivate(), roles);
    }

    private static String oidcToken(PrivateKey key, String... roles) {
        return Jwt.upn("alice").groups(Set.of(roles)).expiresIn(60).sign(key);
    }

    private static PrivateKey signingKey() {
        String key = ConfigProvider.getConfig().getValue(SIGNING_KEY, String.class);
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(key)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
