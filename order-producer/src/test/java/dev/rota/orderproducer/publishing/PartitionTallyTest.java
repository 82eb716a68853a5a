package dev.rota.orderproducer.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class PartitionTallyTest {

    private final PartitionTally tally = new PartitionTally();

    @Test
    void recordsAndBytesAddUpAndAKeyCountsOnce() {
        tally.add("customer-1", 100);
        tally.add("customer-2", 120);
        tally.add("customer-1", 100);

        assertThat(tally.figures()).isEqualTo(new PartitionFigures(3, 320, 2));
    }

    @Test
    void aRecordWithoutAKeyCountsAsARecordOnly() {
        tally.add(null, 90);

        assertThat(tally.figures()).isEqualTo(new PartitionFigures(1, 90, 0));
    }

    @Test
    void someHundredKeysAreCountedExactlyAndManyWithinAFewPercent() {
        addCustomers(tally, 0, 300);
        assertThat(tally.figures().keys()).isEqualTo(300);

        addCustomers(tally, 300, 200_000);
        assertThat(tally.figures().keys()).isCloseTo(200_000L, Percentage.withPercentage(5));
    }

    @Test
    void aKeyInTwoPartitionsCountsOnceInTheTopic() {
        PartitionTally other = new PartitionTally();
        addCustomers(tally, 0, 100);
        addCustomers(other, 50, 150);

        var both = PartitionTally.union();
        tally.addKeysTo(both);
        other.addKeysTo(both);

        assertThat(Math.round(both.getEstimate())).isEqualTo(150);
    }

    private static void addCustomers(PartitionTally tally, int from, int to) {
        IntStream.range(from, to).forEach(customer -> tally.add("customer-" + customer, 100));
    }
}
