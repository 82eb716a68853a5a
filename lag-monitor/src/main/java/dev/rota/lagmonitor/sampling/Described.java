package dev.rota.lagmonitor.sampling;

import dev.rota.lagmonitor.evaluation.GroupState;
import dev.rota.lagmonitor.evaluation.Roster;

/**
 * What a group's coordinator says of it at one time.
 *
 * @param state of the same moment as its members: listed a little before, it may have been stable, and now nobody owns anything
 *     because it rebalances
 * @param roster its members
 */
record Described(GroupState state, Roster roster) {}
