package dev.rota.localstack.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {

    @Test
    void quotedAndBareAreTheSameKey() {
        assertThat(IdempotencyKey.of(List.of("\"k-1\"")))
                .isEqualTo(IdempotencyKey.of(List.of("k-1")))
                .isEqualTo("k-1");
    }

    @Test
    void whatIsEscapedIsReadAsItWasMeant() {
        assertThat(IdempotencyKey.of(List.of("\"a \\\"b\\\" \\\\\""))).isEqualTo("a \"b\" \\");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "  ", "\"\"", "\"", "\"a", "a\"", "\"a\"b\"", "\"a\\b\"", "a b", "schlüssel", "\"a\tb\""})
    void anythingElseIsRefused(String value) {
        assertThatThrownBy(() -> IdempotencyKey.of(List.of(value)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Idempotency-Key");
    }

    @Test
    void oneKeyOfBoundedLength() {
        assertThat(IdempotencyKey.of(List.of("k".repeat(255)))).hasSize(255);
        assertThatThrownBy(() -> IdempotencyKey.of(List.of("k".repeat(256)))).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> IdempotencyKey.of(List.of("a", "a"))).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> IdempotencyKey.of(null)).hasMessageContaining("missing");
    }
}
