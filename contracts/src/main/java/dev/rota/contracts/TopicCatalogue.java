package dev.rota.contracts;

import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/**
 * Every topic that Rota owns, read from {@code topics.yaml} in this module: the one place that says how many partitions
 * a topic has, what its key is and what its values are.
 *
 * @param topics the topics in the order of the file
 */
public record TopicCatalogue(List<TopicSpec> topics) {

    private static final String RESOURCE = "/topics.yaml";

    private static final ObjectMapper YAML = YAMLMapper.builder()
            .addModules(new Jdk8Module(), new JavaTimeModule())
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    public TopicCatalogue {
        topics = List.copyOf(topics);
    }

    /**
     * Reads the catalogue that this module ships.
     *
     * @throws UncheckedIOException if the file is not valid; the message names the topic and the rule
     */
    public static TopicCatalogue load() {
        try (InputStream yaml =
                Objects.requireNonNull(TopicCatalogue.class.getResourceAsStream(RESOURCE), RESOURCE + " is missing")) {
            return YAML.readValue(yaml, TopicCatalogue.class);
        } catch (IOException e) {
            throw new UncheckedIOException("The topic catalogue is not valid", e);
        }
    }

    /**
     * One topic by its name.
     *
     * @throws IllegalArgumentException if the catalogue does not have it
     */
    public TopicSpec topic(String name) {
        return topics.stream()
                .filter(topic -> topic.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No topic '" + name + "' in the catalogue"));
    }
}
