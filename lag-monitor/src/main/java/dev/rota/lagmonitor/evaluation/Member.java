package dev.rota.lagmonitor.evaluation;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One member of a group. Ordered by client id, then by member id.
 *
 * @param memberId the id by which the coordinator knows it; Kafka's tools call it the consumer id
 * @param clientId the {@code client.id} that it was configured with; not unique
 * @param host the address that it connects from, as the broker writes it, for example {@code /10.1.2.3}
 * @param instanceId the {@code group.instance.id} of a static member, which a restart does not change; empty for all others
 * @param assignment the partitions that it owns now, sorted; empty for a member that has nothing to do
 */
public record Member(
        String memberId, String clientId, String host, Optional<String> instanceId, List<PartitionId> assignment)
        implements Comparable<Member> {

    private static final Comparator<Member> ORDER =
            Comparator.comparing(Member::clientId).thenComparing(Member::memberId);

    public Member {
        assignment = assignment.stream().sorted().toList();
    }

    /** A member that is not static. */
    public Member(String memberId, String clientId, String host, List<PartitionId> assignment) {
        this(memberId, clientId, host, Optional.empty(), assignment);
    }

    @Override
    public int compareTo(Member other) {
        return ORDER.compare(this, other);
    }
}
