package dev.rota.billing.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.keyedconsumer.Failure;
import dev.rota.keyedconsumer.Verdict;
import java.sql.SQLException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadLetterIndexTest {

    @ParameterizedTest
    @CsvSource({"08006", "23514", "42P01", ","})
    void aDatabaseThatDoesNotTakeALetterIsWaitedFor(String state) {
        assertThat(DeadLetterIndex.judge(failure(new SQLException("no", state))))
                .isInstanceOf(Verdict.Outage.class);
    }

    @Test
    void aLetterThatIsRefusedForWhatItHoldsLetsOthersPassAndIsNeverGivenUp() {
        assertThat(DeadLetterIndex.judge(failure(new SQLException("no", "22021"))))
                .isInstanceOf(Verdict.Retry.class);
    }

    private static Failure failure(Throwable cause) {
        return new Failure(new TopicPartition("billing.dead-letters", 0), 0, Failure.Stage.HANDLER, cause, 1_000_000);
    }
}
