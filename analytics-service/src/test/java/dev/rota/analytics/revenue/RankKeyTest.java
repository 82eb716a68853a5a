package dev.rota.analytics.revenue;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankKeyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0000",
                "0.0001",
                "-0.0001",
                "12.5000",
                "999999999999999.9999",
                "-999999999999999.9999",
                "9999999999999999999999999999999999.9999"
            })
    void whatIsWrittenIsRead(String revenue) {
        RankKey key = new RankKey("EUR", new BigDecimal(revenue), "müller & söhne");

        assertThat(RankKey.of(key.toBytes())).isEqualTo(key);
    }

    @Test
    void theMostComesFirstAndWhoHasAsMuchByName() {
        assertThat(Stream.of(
                                place("EUR", "0.0000", "c"),
                                place("EUR", "-7.0000", "c"),
                                place("CHF", "1.0000", "c"),
                                place("EUR", "10000000000.0000", "c"),
                                place("EUR", "9.9999", "b"),
                                place("EUR", "9.9999", "a"),
                                place("EUR", "255.0000", "c"),
                                place("EUR", "256.0000", "c"))
                        .sorted()
                        .map(RankKey::of)
                        .map(key -> key.currency() + " " + key.revenue() + " " + key.customerId()))
                .containsExactly(
                        "CHF 1.0000 c",
                        "EUR 10000000000.0000 c",
                        "EUR 256.0000 c",
                        "EUR 255.0000 c",
                        "EUR 9.9999 a",
                        "EUR 9.9999 b",
                        "EUR 0.0000 c",
                        "EUR -7.0000 c");
    }

    @Test
    void aCurrencyLiesBetweenItsBounds() {
        assertThat(place("EUR", "5.0000", "c")).isBetween(RankKey.first("EUR"), RankKey.last("EUR"));
        assertThat(place("EURO", "5.0000", "c")).isGreaterThan(RankKey.last("EUR"));
        assertThat(place("EUR", "5.0000", "c")).isLessThan(RankKey.first("EURO"));
    }

    private static Bytes place(String currency, String revenue, String customer) {
        return new RankKey(currency, new BigDecimal(revenue), customer).toBytes();
    }
}
