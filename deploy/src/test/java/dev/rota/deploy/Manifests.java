package dev.rota.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The objects that a folder of deploy is rendered to. */
record Manifests(List<JsonNode> objects) {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Set<String> WORKLOADS = Set.of("Deployment", "StatefulSet", "Job");

    static Manifests of(String yaml) {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(yaml)) {
            return new Manifests(documents.readAll());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param folder one with a {@code kustomization.yaml} */
    static Manifests render(Path folder) {
        return of(Kubectl.render(folder));
    }

    static Manifests overlay(String name) {
        return render(Path.of("overlays", name));
    }

    Stream<JsonNode> of(Set<String> kinds) {
        return objects.stream().filter(object -> kinds.contains(kind(object)));
    }

    Stream<JsonNode> ofKind(String kind) {
        return of(Set.of(kind));
    }

    /** Whatever makes pods. */
    Stream<JsonNode> workloads() {
        return of(WORKLOADS);
    }

    Optional<JsonNode> find(String kind, String name) {
        return ofKind(kind).filter(object -> name(object).equals(name)).findFirst();
    }

    /** What a workload's containers are told by ConfigMaps; later ones win, as in a pod. */
    Map<String, String> settings(JsonNode workload) {
        Map<String, String> settings = new TreeMap<>();
        containers(workload)
                .flatMap(container -> each(container.path("envFrom")))
                .map(source -> source.at("/configMapRef/name").asText())
                .filter(name -> !name.isEmpty())
                .forEach(name -> find("ConfigMap", name)
                        .orElseThrow()
                        .path("data")
                        .propertyStream()
                        .forEach(setting -> settings.put(
                                setting.getKey(), setting.getValue().asText())));
        return settings;
    }

    static String kind(JsonNode object) {
        return object.path("kind").asText();
    }

    static String name(JsonNode object) {
        return object.path("metadata").path("name").asText();
    }

    /** What a failure is told of. */
    static String title(JsonNode object) {
        return kind(object) + " " + name(object);
    }

    static JsonNode pod(JsonNode workload) {
        return workload.path("spec").path("template");
    }

    /** Of a workload's pods. */
    static JsonNode labels(JsonNode workload) {
        return pod(workload).at("/metadata/labels");
    }

    static Stream<JsonNode> containers(JsonNode workload) {
        JsonNode spec = pod(workload).path("spec");
        return Stream.concat(each(spec.path("initContainers")), each(spec.path("containers")));
    }

    static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** Whether all of a selector's labels are among these. */
    static boolean selects(JsonNode selector, JsonNode labels) {
        return !selector.isEmpty()
                && selector.propertyStream().allMatch(label -> label.getValue().equals(labels.path(label.getKey())));
    }
}
