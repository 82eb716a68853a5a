package dev.rota.deploy;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That what is wrong is found: a check that lets everything pass would say so of no file. */
class KindsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            apps/v1 | Deployment | {replica: 1}
            apps/v1 | Deployment | {template: {spec: {containers: [{name: a, livenessProbes: {}}]}}}
            apps/v1 | Deployment | {replicas: many}
            v1 | Service | {ports: [{prot: 1}]}
            networking.k8s.io/v1 | NetworkPolicy | {egres: []}
            autoscaling/v2 | HorizontalPodAutoscaler | {maxReplica: 3}
            apiregistration.k8s.io/v1 | APIService | {caBundl: a}
            cert-manager.io/v1 | Certificate | {dnsName: a}
            monitoring.coreos.com/v1 | PodMonitor | {podMetricEndpoints: []}
            monitoring.coreos.com/v1 | PrometheusRule | {groups: [{rules: [{expression: a}]}]}
            keda.sh/v1alpha1 | ScaledObject | {maxReplicas: 3}
            keda.sh/v1alpha1 | ScaledObject | {triggers: [{meta: {}}]}
            kafka.strimzi.io/v1 | Kafka | {kafka: {listener: []}}
            kafka.strimzi.io/v1 | Kafka | {kafka: {listeners: [{name: a, tsl: true}]}}
            kafka.strimzi.io/v1 | KafkaNodePool | {role: []}
            kafka.strimzi.io/v1 | KafkaTopic | {partition: 3}
            kafka.strimzi.io/v1 | KafkaUser | {authorization: {type: simple, acls: [{operation: Read}]}}
            """)
    void whatAKindDoesNotHaveIsRefused(String version, String kind, String spec) {
        assertThatThrownBy(() -> check(version, kind, spec)).isInstanceOf(AssertionError.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            apps/v1 | Deployment | {replicas: 1}
            keda.sh/v1alpha1 | ScaledObject | {maxReplicaCount: 3}
            kafka.strimzi.io/v1 | Kafka | {kafka: {listeners: [{name: a, port: 9093, type: internal, tls: true}]}}
            kafka.strimzi.io/v1 | KafkaUser | {authorization: {type: simple, acls: [{resource: {type: topic, name: a}, operations: [Read]}]}}
            """)
    void whatItHasIsTaken(String version, String kind, String spec) {
        assertThatCode(() -> check(version, kind, spec)).doesNotThrowAnyException();
    }

    @Test
    void aKindThatNobodyDescribedIsRefused() {
        assertThatThrownBy(() -> check("v1", "Secret", "{}")).hasMessageContaining("v1/Secret");
    }

    private static void check(String version, String kind, String spec) {
        Manifests.of("apiVersion: %s\nkind: %s\nmetadata: {name: a}\nspec: %s\n".formatted(version, kind, spec))
                .objects()
                .forEach(Kinds::check);
    }
}
