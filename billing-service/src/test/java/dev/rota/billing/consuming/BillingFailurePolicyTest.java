package dev.rota.billing.consuming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.billing.invoicing.UnbillableEventException;
import dev.rota.keyedconsumer.Failure;
import dev.rota.keyedconsumer.Verdict;
import java.sql.SQLException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BillingFailurePolicyTest {

    private final BillingFailurePolicy policy = new BillingFailurePolicy(3);

    @Test
    void anUnbillableEventIsNotTriedAgain() {
        assertThat(decide(new UnbillableEventException("no"), 1)).isInstanceOf(Verdict.Poison.class);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"08006", "53300", "57P01"})
    void aDatabaseThatIsGoneIsAnOutageHoweverOftenItWasTried(String state) {
        assertThat(decide(new RuntimeException(new SQLException("gone", state)), 1_000))
                .isInstanceOf(Verdict.Outage.class);
    }

    @Test
    void aStatementTheDatabaseRefusesIsTriedAgainAndThenGivenUp() {
        SQLException refused = new SQLException("violates check constraint", "23514");

        assertThat(decide(refused, 1)).isInstanceOf(Verdict.Retry.class);
        assertThat(decide(refused, 3)).isInstanceOf(Verdict.Poison.class);
    }

    private Verdict decide(Throwable cause, int attempt) {
        return policy.decide(
                new Failure(new TopicPartition("order-events", 0), 0, Failure.Stage.HANDLER, cause, attempt));
    }
}
