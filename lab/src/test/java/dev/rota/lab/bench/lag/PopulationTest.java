package dev.rota.lab.bench.lag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.localstack.StackException;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PopulationTest {

    private final Population population = Population.of(1_000, 20, 10);

    @Test
    void tenGroupsReadEachTopic() {
        assertThat(IntStream.range(0, population.groups()).mapToObj(population::topicOf))
                .containsAll(population.allTopics())
                .hasSize(1_000);
        assertThat(population.topics()).isEqualTo(100);
        assertThat(population.logs()).isEqualTo(2_000);
        assertThat(population.pairs()).isEqualTo(20_000);
    }

    @Test
    void eachLogHasANumberOfItsOwn() {
        assertThat(IntStream.range(0, population.logs()).mapToObj(population::log))
                .doesNotHaveDuplicates()
                .allSatisfy(log -> assertThat(log.partition()).isLessThan(20))
                .extracting(TopicPartition::topic)
                .containsAll(population.allTopics());
    }

    @Test
    void eachGroupIsBehindAtTheBeginning() {
        assertThat(IntStream.range(0, population.groups()).mapToLong(Population::firstOffset))
                .allSatisfy(offset -> assertThat(offset).isBetween(1L, Population.RECORDS - 1L));
    }

    @Test
    void aGroupCommitsAllPartitionsOfItsTopic() {
        assertThat(population.commit(123, 7)).hasSize(20).allSatisfy((partition, commit) -> {
            assertThat(partition.topic()).isEqualTo("topic-00023");
            assertThat(commit.offset()).isEqualTo(7);
        });
    }

    @Test
    void whoHasNotReadAllOfItHasMeasuredNothing() {
        population.requireAll("The loop", 20_000);

        assertThatThrownBy(() -> population.requireAll("The loop", 19_999))
                .isInstanceOf(StackException.class)
                .hasMessage("The loop knows of 19,999 partitions of groups, and there are 20,000.");
    }
}
