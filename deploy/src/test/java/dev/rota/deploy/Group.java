package dev.rota.deploy;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A consumer group whose size is the autoscaler's, as its service's sources have it.
 *
 * @param workload its Deployment
 * @param id the group's
 * @param topics what it reads
 * @param retries whether it reads again what it could not handle
 */
record Group(String workload, String id, List<String> topics, boolean retries) {

    private static final Path BILLING =
            Path.of("..", "billing-service/src/main/java/dev/rota/billing/consuming/ConsumerConfig.java");
    private static final Path DEPARTMENTS =
            Path.of("..", "department-service/src/main/java/dev/rota/department/channel/Department.java");

    static List<Group> all() {
        return Stream.concat(Stream.of(billing()), departments()).toList();
    }

    static Group billing() {
        Matcher topics = Pattern.compile("@WithDefault\\(\"([\\w.,-]+)\"\\)[^;]*\\btopics\\(\\)")
                .matcher(Sources.read(BILLING));
        if (!topics.find()) {
            throw new AssertionError(BILLING + " has no default of topics");
        }
        String id = Sources.setting("billing-service", "rota.billing.consumer.kafka.group.id");
        return new Group("billing-service", id, List.of(topics.group(1).split(",", -1)), false);
    }

    static Stream<Group> departments() {
        return Pattern.compile("([A-Z_]+)\\(\"([\\w.-]+)\", CommitStrategy\\.\\w+, Failure\\.(\\w+)\\)")
                .matcher(Sources.read(DEPARTMENTS))
                .results()
                .map(department -> {
                    String name = department.group(1).toLowerCase(Locale.ROOT).replace('_', '-');
                    return new Group(
                            name,
                            name,
                            List.of(department.group(2)),
                            department.group(3).equals("DELAYED_RETRY"));
                });
    }

    /** Beyond so many a member has nothing to read; the one group with two topics leaves it to the brokers, who deal them evenly. */
    int mostMembers() {
        return topics.stream().mapToInt(Catalogue::partitions).sum();
    }
}
