package dev.rota.lagmonitor.api;

import dev.rota.lagmonitor.sampling.MonitorState;

/**
 * There is nothing to answer from yet. Answered by a mapper of its own, not thrown as a problem: those are logged with
 * their stack, and this is expected while the cluster is away.
 */
final class NotSampledYetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    NotSampledYetException(MonitorState state) {
        super("Nothing sampled yet", null, false, false);
        reason = state.outage()
                .map(MonitorState.Outage::reason)
                .map("the cluster cannot be sampled (%s)"::formatted)
                .orElse("the first sample is under way");
    }

    /** Why there is nothing, as the end of a sentence. */
    String reason() {
        return reason;
    }
}
