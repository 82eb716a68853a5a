package dev.rota.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The topics of the house, by their names: {@code contracts/src/main/resources/topics.yaml}. */
final class Catalogue {

    private static final Path FILE = Path.of("..", "contracts", "src", "main", "resources", "topics.yaml");

    private Catalogue() {}

    static Map<String, JsonNode> topics() {
        try {
            Map<String, JsonNode> topics = new TreeMap<>();
            new YAMLMapper()
                    .readTree(FILE.toFile())
                    .path("topics")
                    .forEach(topic -> topics.put(topic.path("name").asText(), topic));
            return topics;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int partitions(String topic) {
        JsonNode found = topics().get(topic);
        if (found == null) {
            throw new AssertionError("The catalogue has no topic " + topic);
        }
        return found.path("partitions").asInt();
    }
}
