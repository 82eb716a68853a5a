package dev.rota.deploy;

import static dev.rota.deploy.Manifests.containers;
import static dev.rota.deploy.Manifests.each;
import static dev.rota.deploy.Manifests.kind;
import static dev.rota.deploy.Manifests.name;
import static dev.rota.deploy.Manifests.pod;
import static dev.rota.deploy.Manifests.selects;
import static dev.rota.deploy.Manifests.title;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What holds of whatever is rendered. */
final class DeployRules {

    private static final Set<String> LASTING = Set.of("Deployment", "StatefulSet");
    private static final List<String> RECOMMENDED = List.of("name", "instance", "component", "part-of", "managed-by");
    private static final Set<String> RESTRICTED_VOLUMES = Set.of(
            "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret");

    /** Made by who deploys: what is in it is the cluster's. Its README says how. */
    private static final Set<String> MADE_BY_HAND = Set.of("apiserver-client-ca");

    private DeployRules() {}

    static void check(Manifests manifests) {
        manifests.objects().forEach(Kinds::check);
        manifests.objects().forEach(DeployRules::holdsNoSecret);
        assertThat(manifests.objects().stream().map(Manifests::title)).doesNotHaveDuplicates();
        manifests.objects().stream()
                .filter(object -> !kind(object).equals("Namespace"))
                .forEach(object -> RECOMMENDED.forEach(
                        label -> assertThat(object.at("/metadata/labels").has("app.kubernetes.io/" + label))
                                .as("%s has the label app.kubernetes.io/%s", title(object), label)
                                .isTrue()));
        manifests.workloads().forEach(workload -> {
            isRestricted(workload);
            knowsItsBounds(workload);
            hasTheLabelsOfItsPods(workload);
            refersToWhatIsThere(manifests, workload);
        });
        manifests.of(LASTING).forEach(workload -> {
            isProbed(workload);
            mayBeDisrupted(manifests, workload);
            selectsItsOwnPodsOnly(manifests, workload);
        });
        manifests.ofKind("Service").forEach(service -> leadsSomewhere(manifests, service));
    }

    private static void holdsNoSecret(JsonNode object) {
        assertThat(kind(object)).as(title(object)).isNotEqualTo("Secret");
        if (kind(object).equals("ConfigMap")) {
            assertThat(object.path("data").propertyStream().map(entry -> entry.getKey()))
                    .as(title(object))
                    .noneMatch(key -> key.matches("(?i).*(password|token|secret|jaas).*"));
        }
    }

    /** Pod Security's profile restricted, of Kubernetes 1.32, and a root file system that is not written. */
    private static void isRestricted(JsonNode workload) {
        JsonNode spec = pod(workload).path("spec");
        String title = title(workload);
        assertThat(spec.path("hostNetwork").asBoolean()
                        || spec.path("hostPID").asBoolean()
                        || spec.path("hostIPC").asBoolean())
                .as(title)
                .isFalse();
        assertThat(spec.at("/securityContext/runAsNonRoot").asBoolean())
                .as(title)
                .isTrue();
        assertThat(spec.at("/securityContext/runAsUser").asInt()).as(title).isNotZero();
        assertThat(spec.at("/securityContext/seccompProfile/type").asText())
                .as(title)
                .isEqualTo("RuntimeDefault");
        assertThat(spec.path("automountServiceAccountToken").asBoolean(true))
                .as(title)
                .isFalse();
        each(spec.path("volumes"))
                .forEach(volume -> assertThat(volume.propertyStream()
                                .map(property -> property.getKey())
                                .filter(property -> !property.equals("name")))
                        .as(title)
                        .isSubsetOf(RESTRICTED_VOLUMES));
        containers(workload).forEach(container -> {
            JsonNode context = container.path("securityContext");
            assertThat(context.path("allowPrivilegeEscalation").asBoolean(true))
                    .as(title)
                    .isFalse();
            assertThat(context.path("readOnlyRootFilesystem").asBoolean())
                    .as(title)
                    .isTrue();
            assertThat(context.path("privileged").asBoolean()).as(title).isFalse();
            assertThat(context.at("/capabilities/drop").toString()).as(title).isEqualTo("[\"ALL\"]");
            assertThat(context.at("/capabilities/add").isMissingNode())
                    .as(title)
                    .isTrue();
            assertThat(context.path("runAsNonRoot").asBoolean(true)).as(title).isTrue();
            assertThat(context.path("runAsUser").asInt(1)).as(title).isNotZero();
            each(container.path("ports"))
                    .forEach(port -> assertThat(port.has("hostPort")).as(title).isFalse());
        });
    }

    private static void knowsItsBounds(JsonNode workload) {
        containers(workload)
                .forEach(container -> Stream.of("/requests/cpu", "/requests/memory", "/limits/cpu", "/limits/memory")
                        .forEach(bound -> assertThat(
                                        container.path("resources").at(bound).isMissingNode())
                                .as("%s has no %s", title(workload), bound)
                                .isFalse()));
        containers(workload)
                .forEach(container -> assertThat(container.path("resources").at("/requests/memory"))
                        .as("%s may be given what it was promised", title(workload))
                        .isEqualTo(container.path("resources").at("/limits/memory")));
    }

    private static void hasTheLabelsOfItsPods(JsonNode workload) {
        JsonNode labels = Manifests.labels(workload);
        RECOMMENDED.forEach(label -> assertThat(labels.path("app.kubernetes.io/" + label))
                .as("%s: %s", title(workload), label)
                .isEqualTo(workload.at("/metadata/labels").path("app.kubernetes.io/" + label)));
        each(pod(workload).at("/spec/topologySpreadConstraints"))
                .forEach(spread -> assertThat(spread.at("/labelSelector/matchLabels"))
                        .as("%s spreads its own pods", title(workload))
                        .isEqualTo(workload.at("/spec/selector/matchLabels")));
    }

    private static void refersToWhatIsThere(Manifests manifests, JsonNode workload) {
        JsonNode spec = pod(workload).path("spec");
        String title = title(workload);
        JsonNode account = manifests
                .find("ServiceAccount", spec.path("serviceAccountName").asText())
                .orElseThrow(() -> new AssertionError(title + " has no ServiceAccount of its own"));
        assertThat(account.path("automountServiceAccountToken").asBoolean(true))
                .as(title)
                .isFalse();
        Stream<JsonNode> variables = containers(workload)
                .flatMap(container -> each(container.path("envFrom")))
                .map(source -> source.at("/configMapRef/name"));
        Stream<JsonNode> volumes = each(spec.path("volumes"))
                .filter(volume -> !volume.at("/configMap/optional").asBoolean())
                .map(volume -> volume.at("/configMap/name"));
        Stream.concat(variables, volumes)
                .filter(name -> !name.isMissingNode() && !MADE_BY_HAND.contains(name.asText()))
                .forEach(name -> assertThat(manifests.find("ConfigMap", name.asText()))
                        .as("%s refers to the ConfigMap %s", title, name)
                        .isPresent());
        List<String> mounts = each(spec.path("volumes"))
                .map(volume -> volume.path("name").asText())
                .toList();
        List<String> claims = each(workload.at("/spec/volumeClaimTemplates"))
                .map(Manifests::name)
                .toList();
        containers(workload)
                .flatMap(container -> each(container.path("volumeMounts")))
                .map(mount -> mount.path("name").asText())
                .forEach(mount -> assertThat(Stream.of(mounts, claims).anyMatch(names -> names.contains(mount)))
                        .as("%s mounts %s", title, mount)
                        .isTrue());
    }

    private static void isProbed(JsonNode workload) {
        containers(workload).forEach(container -> {
            List<String> ports = each(container.path("ports"))
                    .map(port -> port.path("name").asText())
                    .toList();
            Stream.of("startupProbe", "livenessProbe", "readinessProbe").forEach(name -> {
                JsonNode probe = container.path(name);
                assertThat(probe.isMissingNode())
                        .as("%s has no %s", title(workload), name)
                        .isFalse();
                Stream.of("httpGet", "tcpSocket")
                        .map(how -> probe.path(how).path("port"))
                        .filter(port -> !port.isMissingNode())
                        .forEach(port -> assertThat(ports).as(title(workload)).contains(port.asText()));
            });
        });
    }

    private static void mayBeDisrupted(Manifests manifests, JsonNode workload) {
        JsonNode labels = Manifests.labels(workload);
        assertThat(manifests
                        .ofKind("PodDisruptionBudget")
                        .filter(budget -> selects(budget.at("/spec/selector/matchLabels"), labels)))
                .as("budgets of %s", title(workload))
                .hasSize(1);
    }

    private static void selectsItsOwnPodsOnly(Manifests manifests, JsonNode workload) {
        JsonNode selector = workload.at("/spec/selector/matchLabels");
        assertThat(manifests
                        .workloads()
                        .filter(other -> selects(selector, Manifests.labels(other)))
                        .map(Manifests::title))
                .containsExactly(title(workload));
    }

    private static void leadsSomewhere(Manifests manifests, JsonNode service) {
        List<JsonNode> behind = manifests
                .of(LASTING)
                .filter(workload -> selects(service.at("/spec/selector"), Manifests.labels(workload)))
                .toList();
        assertThat(behind).as("who is behind %s", title(service)).hasSize(1);
        List<String> ports = containers(behind.getFirst())
                .flatMap(container -> each(container.path("ports")))
                .map(port -> port.path("name").asText())
                .toList();
        each(service.at("/spec/ports"))
                .forEach(port -> assertThat(ports)
                        .as(title(service))
                        .contains(port.path("targetPort").asText()));
    }
}
