package dev.rota.localstack.postbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.localstack.StackException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostboxSettingsTest {

    @Test
    void emptyIsUnset() {
        assertThat(PostboxSettings.of(Map.of("POSTBOX_HTTP_PORT", " ")))
                .isEqualTo(new PostboxSettings("127.0.0.1", 8091, 2525));
        assertThat(PostboxSettings.of(
                        Map.of("POSTBOX_HOST", "0.0.0.0", "POSTBOX_HTTP_PORT", "1", "POSTBOX_SMTP_PORT", "2")))
                .isEqualTo(new PostboxSettings("0.0.0.0", 1, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "-1", "65536"})
    void aPortThatMakesNoSenseIsRefusedByName(String port) {
        assertThatThrownBy(() -> PostboxSettings.of(Map.of("POSTBOX_SMTP_PORT", port)))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("POSTBOX_SMTP_PORT");
    }

    @Test
    void aHostThatIsNoAddressIsRefusedByName() {
        assertThatThrownBy(() -> PostboxSettings.of(Map.of("POSTBOX_HOST", "everywhere")))
                .isInstanceOf(StackException.class)
                .hasMessage("POSTBOX_HOST must be an address in numbers, not everywhere.");
    }
}
