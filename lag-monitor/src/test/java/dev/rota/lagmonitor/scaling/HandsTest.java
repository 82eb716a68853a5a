package dev.rota.lagmonitor.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.lagmonitor.evaluation.PartitionId;
import dev.rota.lagmonitor.scaling.Hands.Giving;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Members that read a hundred records a second each. */
class HandsTest {

    private static final double ONE = 100;

    private static Hands hands(Giving giving, double... perSecond) {
        Hands hands = new Hands(giving);
        for (int partition = 0; partition < perSecond.length; partition++) {
            hands.add(
                    new PartitionId("orders", partition),
                    Math.min(perSecond[partition], ONE),
                    perSecond[partition] > ONE);
        }
        return hands;
    }

    @Test
    void fiveMembersOfSixPartitionsDoNoMoreThanThree() {
        Hands hands = hands(Giving.EVENLY, 45, 45, 45, 45, 45, 45);

        assertThat(hands.size(1, ONE)).isEqualTo(3);
        assertThat(hands.fewerThan(6)).isEqualTo(3);
        assertThat(hands.fewerThan(3)).isEqualTo(2);
    }

    @Test
    void theFullestHandHasTheLargestPartition() {
        assertThat(hands(Giving.EVENLY, 40, 40, 40, 40).size(1, ONE)).isEqualTo(2);
        assertThat(hands(Giving.EVENLY, 70, 30, 30, 30).size(1, ONE)).isEqualTo(2);
        assertThat(hands(Giving.EVENLY, 85, 25, 25, 25).size(1, ONE)).isEqualTo(4);
    }

    @Test
    void aLargePartitionTakesTwiceAsManyAsAnEvenLoadAtMost() {
        assertThat(hands(Giving.EVENLY, 97, 10, 10, 10, 10, 10, 10, 10).size(1, ONE))
                .isEqualTo(4);
    }

    @Test
    void aPartitionThatIsTooMuchForOneIsNoReasonForMore() {
        assertThat(hands(Giving.EVENLY, 250, 10, 10, 10, 10, 10).size(1, ONE)).isEqualTo(2);
    }

    @Test
    void topicByTopicTheLargestBoundsHowManyGetSomething() {
        Hands hands = new Hands(Giving.BY_TOPIC);
        for (int partition = 0; partition < 4; partition++) {
            hands.add(new PartitionId("orders", partition), 30, false);
        }
        for (int partition = 0; partition < 2; partition++) {
            hands.add(new PartitionId("checkouts", partition), 30, false);
        }

        assertThat(hands.most()).isEqualTo(4);
        // Three partitions are as many as one can read: two of the one topic, and one of the other.
        assertThat(hands.size(1, ONE)).isEqualTo(2);
    }

    @Test
    void whoShareAllPartitionsAreBoundByNone() {
        Hands hands = hands(Giving.TO_ALL, 100, 50);

        assertThat(hands.size(1, 10)).isEqualTo(15);
        assertThat(hands.fewerThan(15)).isEqualTo(14);
    }

    @Test
    void nothingToReadTakesNobody() {
        assertThat(hands(Giving.EVENLY, 0, 0).size(1, ONE)).isZero();
        assertThat(new Hands(Giving.BY_TOPIC).most()).isEqualTo(1);
    }

    @Property
    void whatIsMoreNeverTakesFewerAndNoneIsWithoutAPartition(
            @ForAll @Size(min = 1, max = 40) List<@DoubleRange(min = 0.1, max = 90) Double> perSecond,
            @ForAll @DoubleRange(min = 1, max = 2) double times) {
        Hands hands = hands(
                Giving.EVENLY, perSecond.stream().mapToDouble(each -> each).toArray());

        int size = hands.size(1, ONE);

        assertThat(size).isBetween((int) Math.ceil(hands.due() / ONE - 1e-6), perSecond.size());
        assertThat(hands.size(times, ONE)).isGreaterThanOrEqualTo(size);
        if (size > 1) {
            assertThat(hands.fewerThan(size)).isBetween(1, size - 1);
        }
    }
}
