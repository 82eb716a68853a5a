package dev.rota.billing.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyTextTest {

    @Test
    void textIsShownAsText() {
        KeyText key = KeyText.of("Kunde-ü".getBytes(UTF_8));

        assertThat(key.text()).contains("Kunde-ü");
        assertThat(key.base64()).isEmpty();
    }

    @Test
    void bytesThatAreNoTextAreShownInBase64() {
        KeyText key = KeyText.of(new byte[] {(byte) 0xff, 0, 1});

        assertThat(key.text()).isEmpty();
        assertThat(key.base64()).contains("/wAB");
    }

    @Test
    void aKeyThatIsEmptyIsNotOneThatIsMissing() {
        assertThat(KeyText.of(new byte[0]).text()).contains("");
        assertThat(KeyText.of(null).text()).isEmpty();
        assertThat(KeyText.of(null).base64()).isEmpty();
    }
}
