package dev.rota.catalogue;

import dev.rota.contracts.TopicCatalogue;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.AdminClientConfig;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program: one run makes what is missing, and ends. */
@Command(
        name = "catalogue",
        description = "Makes the topics, and registers the schemas, that Rota's services agree on.",
        footer = {
            "",
            "Brokers and registry are what the services are told: KAFKA_BOOTSTRAP_SERVERS and any other setting of a Kafka",
            "client as KAFKA_..., such as KAFKA_SECURITY_PROTOCOL; KAFKA_APICURIO_REGISTRY_URL."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Done.",
            "1:Could not be done, and may be tried again.",
            "2:Not understood.",
            "4:The registry does not take a schema, however often it is asked."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Catalogue.Version.class)
public final class Catalogue {

    /** Not 3, with which a JVM ends that is out of memory. */
    static final int REFUSED = 4;

    private static final String BROKERS = "KAFKA_BOOTSTRAP_SERVERS";
    private static final String REGISTRY = "KAFKA_APICURIO_REGISTRY_URL";
    private static final String PREFIX = "KAFKA_";

    private final TopicCatalogue topics = TopicCatalogue.load();
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    private Catalogue(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Runs one command and ends with its exit code: those that {@code --help} lists. */
    public static void main(String[] arguments) {
        System.exit(run(System.getenv(), arguments));
    }

    static int run(Map<String, String> environment, String... arguments) {
        return new CommandLine(new Catalogue(environment))
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(Catalogue::report)
                .execute(arguments);
    }

    private static int report(Exception failure, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        if (failure instanceof CatalogueException expected) {
            command.getErr().println(expected.getMessage());
            return expected instanceof SchemaRefusedException ? REFUSED : CommandLine.ExitCode.SOFTWARE;
        }
        throw failure;
    }

    @Command(
            name = "topics",
            description = "Creates the topics that the cluster does not have yet; those it has stay as they are.",
            mixinStandardHelpOptions = true)
    void topics() {
        required(BROKERS);
        List<String> created = new Topics(topics).createMissing(client());
        say(
                created.isEmpty()
                        ? "All topics are there."
                        : "Created " + created.size() + " topics: " + String.join(", ", created));
    }

    @Command(
            name = "schemas",
            description = "Registers the schemas that the registry does not have yet, under the rule FULL_TRANSITIVE.",
            mixinStandardHelpOptions = true)
    void schemas() {
        int registered = new Schemas(registry()).register(topics);
        say("The schemas of " + registered + " topics are registered.");
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }

    private String required(String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> new ParameterException(spec.commandLine(), name + " is not set."));
    }

    private URI registry() {
        String given = required(REGISTRY);
        if (!given.matches("https?://\\S+")) {
            throw new ParameterException(
                    spec.commandLine(), REGISTRY + " must begin with http:// or https://, but is " + given + ".");
        }
        return URI.create(given);
    }

    /** By the names that the services' own clients go by: {@code KAFKA_SASL_MECHANISM} is {@code sasl.mechanism}. */
    private Map<String, Object> client() {
        Map<String, Object> client = new HashMap<>(Map.of("client.id", "catalogue"));
        environment.forEach((name, value) -> {
            String setting =
                    name.replaceFirst("^" + PREFIX, "").replace('_', '.').toLowerCase(Locale.ROOT);
            if (name.startsWith(PREFIX) && AdminClientConfig.configNames().contains(setting)) {
                client.put(setting, value);
            }
        });
        return client;
    }

    /** What {@code --version} prints. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"catalogue " + Catalogue.class.getPackage().getImplementationVersion()};
        }
    }
}
