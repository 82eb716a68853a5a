package dev.rota.orderproducer.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IdempotencyKeyTest {

    private final IdempotencyKey.AtMostOne constraint = new IdempotencyKey.AtMostOne();

    static Stream<List<String>> usable() {
        return Stream.of(List.of(), List.of("k"), List.of("~".repeat(255)), List.of("\"8e03978e-40d5\""));
    }

    static Stream<List<String>> malformed() {
        return Stream.of(
                List.of(""), List.of("k".repeat(256)), List.of("schlüssel"), List.of("a\tb"), List.of("a", "b"));
    }

    @ParameterizedTest
    @MethodSource
    void usable(List<String> headers) {
        assertThat(constraint.isValid(headers, null)).isTrue();
    }

    @ParameterizedTest
    @MethodSource
    void malformed(List<String> headers) {
        assertThat(constraint.isValid(headers, null)).isFalse();
    }
}
