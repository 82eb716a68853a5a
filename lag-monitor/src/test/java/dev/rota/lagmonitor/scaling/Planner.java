package dev.rota.lagmonitor.scaling;

import java.util.function.DoubleUnaryOperator;

/**
 * Somebody who knows what is to come, how much a member reads and how partitions are shared: every five minutes the fewest
 * members that read in them all that comes in them, and what was left over before.
 */
final class Planner {

    private static final int BLOCK = 300;

    /** What is on its way between two commits is not left over. */
    private static final int ON_ITS_WAY = 10;

    private Planner() {}

    static Sizer of(Replay replay, DoubleUnaryOperator load) {
        int[] size = {replay.members()};
        return _ -> {
            int now = replay.second();
            if (now % BLOCK == 0) {
                double due = Math.max(0, replay.backlog() - load.applyAsDouble(now) * ON_ITS_WAY);
                for (int second = now + Replay.START_TAKES; second < now + Replay.START_TAKES + BLOCK; second++) {
                    due += load.applyAsDouble(second);
                }
                size[0] = replay.enoughFor(due / BLOCK);
            }
            return size[0];
        };
    }
}
