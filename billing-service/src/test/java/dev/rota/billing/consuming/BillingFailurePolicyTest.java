package dev.rota.billing.consuming;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.kiota.ApiException;
import dev.rota.billing.invoicing.UnbillableEventException;
import dev.rota.billing.invoicing.UnbillableEventException.Reason;
import dev.rota.billing.ownership.FencedOffException;
import dev.rota.billing.ownership.OwnedPartition;
import dev.rota.keyedconsumer.Failure;
import dev.rota.keyedconsumer.Verdict;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BillingFailurePolicyTest {

    private final BillingFailurePolicy policy = new BillingFailurePolicy(3);

    @Test
    void anUnbillableEventIsNotTriedAgain() {
        assertThat(decide(new UnbillableEventException(Reason.INVALID_AMOUNT, "no"), 1))
                .isEqualTo(Verdict.poison("invalid-amount"));
    }

    @Test
    void aTokenThatIsOverIsNeverTheRecordsFaultHoweverOftenItIsRefused() {
        assertThat(decide(new FencedOffException(new OwnedPartition("order-events", 0, 3)), 1_000))
                .isInstanceOf(Verdict.Fenced.class);
    }

    @Test
    void aGatewayThatIsGoneIsAnOutageHoweverOften() {
        assertThat(decide(new CircuitBreakerOpenException(), 1_000)).isInstanceOf(Verdict.Outage.class);
        assertThat(decide(new org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException(), 1_000))
                .isInstanceOf(Verdict.Outage.class);
    }

    @Test
    void aCharacterThatCannotBeStoredIsNotTriedAgain() {
        assertThat(decide(new SQLException("invalid byte sequence", "22021"), 1))
                .isEqualTo(Verdict.poison("unstorable"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"08006", "53300", "57P01", "25P03"})
    void aDatabaseThatIsGoneIsAnOutageHoweverOftenItWasTried(String state) {
        assertThat(decide(new RuntimeException(new SQLException("gone", state)), 1_000))
                .isInstanceOf(Verdict.Outage.class);
    }

    @ParameterizedTest
    @CsvSource({"500,true", "503,true", "401,true", "403,true", "429,true", "404,false"})
    void aRegistryThatFailsIsAnOutageAndASchemaItDoesNotHaveIsNot(int status, boolean outage) {
        Verdict verdict = policy.decide(failure(Failure.Stage.DESERIALIZATION, new RegistryAnswer(status), 1));

        assertThat(verdict).isInstanceOf(outage ? Verdict.Outage.class : Verdict.Poison.class);
    }

    /** An error page of a proxy, for instance. */
    @Test
    void anAnswerThatTheRegistrysClientCannotReadIsAnOutage() {
        RuntimeException cause = new RuntimeException("Content type text/html does not have a factory");
        cause.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("com.microsoft.kiota.serialization.ParseNodeFactoryRegistry", "get", null, 1)
        });

        assertThat(policy.decide(failure(Failure.Stage.DESERIALIZATION, new RuntimeException(cause), 1)))
                .isInstanceOf(Verdict.Outage.class);
    }

    @Test
    void aRegistryThatDoesNotAnswerInTimeIsAnOutage() {
        Throwable cause = new RuntimeException(new TimeoutException());

        assertThat(policy.decide(failure(Failure.Stage.DESERIALIZATION, cause, 1)))
                .isInstanceOf(Verdict.Outage.class);
    }

    @Test
    void aStatementTheDatabaseRefusesIsTriedAgainAndThenGivenUp() {
        SQLException refused = new SQLException("violates check constraint", "23514");

        assertThat(decide(refused, 1)).isInstanceOf(Verdict.Retry.class);
        assertThat(decide(refused, 3)).isInstanceOf(Verdict.Poison.class);
    }

    private Verdict decide(Throwable cause, int attempt) {
        return policy.decide(failure(Failure.Stage.HANDLER, cause, attempt));
    }

    private static Failure failure(Failure.Stage stage, Throwable cause, int attempt) {
        return new Failure(new TopicPartition("order-events", 0), 0, stage, cause, attempt);
    }

    /** What the registry's client throws for an answer that is no success. */
    private static final class RegistryAnswer extends ApiException {
        RegistryAnswer(int status) {
            setResponseStatusCode(status);
        }
    }
}
