/** What a reading of the cluster means: how far each group is behind, computed without a framework and without Kafka. */
@NullMarked
package dev.rota.lagmonitor.evaluation;

import org.jspecify.annotations.NullMarked;
