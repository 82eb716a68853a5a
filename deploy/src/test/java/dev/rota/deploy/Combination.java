package dev.rota.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The base with some components, in the order in which an overlay has to name them: what brings something before what goes around it.
 *
 * @param components names of folders in {@code components}
 */
record Combination(List<String> components) {

    /** Each of these sets has at most one of its members in a combination. */
    private static final List<Set<String>> EXCLUSIVE =
            List.of(Set.of("kafka-single", "kafka-strimzi", "tls"), Set.of("autoscale-hpa", "autoscale-keda"));

    private static final Path COMPONENTS = Path.of("components");

    /** All folders of {@code components}; those that others build on come first. */
    static List<String> all() {
        List<String> first = List.of("kafka-single", "kafka-strimzi", "postgres", "registry", "stand-ins", "tls");
        try (Stream<Path> folders = Files.list(COMPONENTS)) {
            Set<String> rest = folders.map(folder -> folder.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
            List<String> ordered = new ArrayList<>(first);
            ordered.retainAll(rest);
            first.forEach(rest::remove);
            ordered.addAll(rest);
            return ordered;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * None, each alone, each two that go together, and as many at once as can be: a component is written against the base, and what one
     * changes of another's is seen with these two. With {@code -Drota.deploy.combinations=all} each that is valid: more than a thousand,
     * and ten minutes and more of rendering.
     */
    static List<Combination> valid() {
        List<String> all = all();
        boolean each = "all".equals(System.getProperty("rota.deploy.combinations"));
        List<Combination> combinations = new ArrayList<>();
        for (int bits = 0; bits < 1 << all.size(); bits++) {
            int chosen = bits;
            Combination combination = new Combination(all.stream()
                    .filter(name -> (chosen & 1 << all.indexOf(name)) != 0)
                    .toList());
            if (combination.isValid() && (each || combination.components.size() <= 2 || combination.isFull(all))) {
                combinations.add(combination);
            }
        }
        return combinations;
    }

    private boolean isValid() {
        return EXCLUSIVE.stream()
                .allMatch(group -> components.stream().filter(group::contains).count() <= 1);
    }

    private boolean isFull(List<String> all) {
        return all.stream()
                .filter(name -> !components.contains(name))
                .allMatch(name -> EXCLUSIVE.stream()
                        .anyMatch(group ->
                                group.contains(name) && components.stream().anyMatch(group::contains)));
    }

    /** Renders it, by an overlay that is written for it. */
    Manifests render() {
        try {
            Path folder = Files.createDirectories(
                    Path.of("target", "combinations", components.isEmpty() ? "none" : String.join("+", components)));
            String listed = components.stream()
                    .map(name -> "  - ../../../components/" + name + "\n")
                    .collect(Collectors.joining());
            Files.writeString(
                    folder.resolve("kustomization.yaml"),
                    "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: rota\nresources:\n  - ../../../base\n"
                            + (components.isEmpty() ? "" : "components:\n" + listed));
            return Manifests.render(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return components.isEmpty() ? "base alone" : String.join(" + ", components);
    }
}
