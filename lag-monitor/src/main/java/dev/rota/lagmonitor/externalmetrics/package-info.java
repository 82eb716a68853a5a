/** The figures as Kubernetes' own autoscaler asks for them: the API {@code external.metrics.k8s.io/v1beta1}. */
@NullMarked
package dev.rota.lagmonitor.externalmetrics;

import org.jspecify.annotations.NullMarked;
