package dev.rota.orderproducer.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkiverse.resteasy.problem.validation.HttpValidationProblem;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {

    static Stream<List<String>> malformed() {
        return Stream.of(
                List.of(""),
                List.of("k".repeat(256)),
                List.of("schl\u00fcssel"),
                List.of("a\tb"),
                List.of("a", "b"),
                List.of("\"open"),
                List.of("\"a\"b\""),
                List.of("\"a\\b\""),
                List.of("\"\""),
                List.of("\"" + "k".repeat(256) + "\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"k", " ", "8e03978e-40d5-43dd-bc93-6894a57f9324", "a\"b", "~"})
    void aKeyIsTakenAsItStands(String key) {
        assertThat(IdempotencyKey.of(List.of(key))).contains(new IdempotencyKey(key));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {"\"k\", k", "\"a b\", a b", "\"a\\\"b\\\\c\", a\"b\\c"})
    void quotesAreTheHeadersAndNotTheKeys(String header, String key) {
        assertThat(IdempotencyKey.of(List.of(header))).contains(new IdempotencyKey(key));
    }

    @Test
    void theLongestKeyHas255Characters() {
        assertThat(IdempotencyKey.of(List.of("k".repeat(255)))).isPresent();
    }

    @Test
    void aRequestNeedsNone() {
        assertThat(IdempotencyKey.of(List.of())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    void malformed(List<String> headers) {
        assertThatThrownBy(() -> IdempotencyKey.of(headers)).isInstanceOf(HttpValidationProblem.class);
    }
}
