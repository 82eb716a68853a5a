package dev.rota.lagmonitor.alerting;

import dev.rota.lagmonitor.evaluation.Moment;
import dev.rota.lagmonitor.evaluation.PartitionId;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * Something that is, or was, not well, as of one moment. Immutable.
 *
 * @param rule by which it is not
 * @param group the group's id; empty if it is about the monitor
 * @param partition the partition; empty if it is about the whole group, or the monitor
 * @param state where it is on its way
 * @param since when it was first seen
 * @param firingSince when it began to fire; empty before that
 * @param value the figure, in seconds if it is a time; empty if the rule is about a status
 * @param words why, in a sentence, or two if it is over; made when somebody asks for it
 * @param silence the id of what silences it; empty if nothing does
 */
public record Alert(
        Rule rule,
        Optional<String> group,
        Optional<PartitionId> partition,
        AlertState state,
        Moment since,
        Optional<Moment> firingSince,
        OptionalDouble value,
        Supplier<String> words,
        Optional<String> silence) {

    /** Why, in a sentence, or two if it is over, for an operator. */
    public String reason() {
        return words.get();
    }

    /** What it is about, in words. */
    public String subject() {
        return group.map(id -> "group '%s'%s"
                        .formatted(id, partition.map(" on %s"::formatted).orElse("")))
                .orElse("the monitor");
    }
}
