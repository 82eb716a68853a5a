package dev.rota.orderproducer.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {

    @ParameterizedTest
    @CsvSource({
        "12.5, 12.5000",
        "0.0001, 0.0001",
        "1e3, 1000.0000",
        "999999999999999.9999, 999999999999999.9999",
    })
    void anAmountIsBroughtToTheScaleOfTheSchema(BigDecimal amount, String expected) {
        assertThat(new Money(amount, "EUR").amount()).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "0.00001", "1000000000000000", "1e999999999", "1e-999999999"})
    void whatDoesNotFitIsRefusedAndNeverRounded(BigDecimal amount) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Money(amount, "EUR"));
    }
}
