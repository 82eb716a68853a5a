package dev.rota.lagmonitor.evaluation;

import java.util.Optional;

/**
 * A partition that changed hands.
 *
 * @param partition the partition
 * @param from who owned it before; empty if nobody did
 * @param to who owns it now; empty if nobody does
 */
public record Move(PartitionId partition, Optional<MemberName> from, Optional<MemberName> to) {}
