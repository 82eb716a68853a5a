/** How many replicas are wanted, for KEDA: its external scaler, over gRPC. */
@NullMarked
package dev.rota.lagmonitor.keda;

import org.jspecify.annotations.NullMarked;
