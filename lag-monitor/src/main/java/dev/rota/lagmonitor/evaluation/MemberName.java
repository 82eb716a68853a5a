package dev.rota.lagmonitor.evaluation;

import java.util.Optional;

/**
 * Who a member is or was, whatever it owns.
 *
 * @param memberId the id by which the coordinator knew it
 * @param clientId the {@code client.id} that it was configured with; not unique
 * @param instanceId the {@code group.instance.id} of a static member; empty for all others
 */
public record MemberName(String memberId, String clientId, Optional<String> instanceId) {

    static MemberName of(Member member) {
        return new MemberName(member.memberId(), member.clientId(), member.instanceId());
    }

    /** For people, who do not know members' ids. */
    @Override
    public String toString() {
        return instanceId.orElse(clientId);
    }
}
