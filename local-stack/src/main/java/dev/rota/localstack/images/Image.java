package dev.rota.localstack.images;

import dev.rota.localstack.StackException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The images of the house. Departments are one image, told who they are. */
public enum Image {
    ORDER_PRODUCER("Takes orders, checkouts and telemetry over HTTP"),
    BILLING_SERVICE("Writes an invoice for each order, once"),
    DEPARTMENT_SERVICE("Tells a department what it has to do"),
    ANALYTICS_SERVICE("Counts exactly once, and answers"),
    LAG_MONITOR("Watches consumer groups, and says how many members they want"),
    CATALOGUE("Makes topics and registers schemas"),
    STAND_INS("Stand-ins for a payment gateway and for who delivers messages");

    private final String description;

    Image(String description) {
        this.description = description;
    }

    /** What it is called after {@code rota/}: {@code order-producer}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it is for, in a line. */
    public String description() {
        return description;
    }

    /** Whether Quarkus has laid it out, and not just Maven. */
    private boolean isService() {
        return this != CATALOGUE && this != STAND_INS;
    }

    /** The folder of its libraries, below the module. */
    String libraries() {
        return isService() ? "target/quarkus-app/lib" : "target/dependency";
    }

    /** What else belongs to it: where that is below the module, and its name in the image. */
    Map<String, String> program() {
        return isService()
                ? Map.of(
                        "target/quarkus-app/app", "app",
                        "target/quarkus-app/quarkus", "quarkus",
                        "target/quarkus-app/quarkus-run.jar", "run.jar")
                : Map.of("target/" + label() + ".jar", "run.jar");
    }

    /**
     * The image of a name.
     *
     * @throws StackException if there is none; the message lists those there are
     */
    public static Image of(String label) {
        return Arrays.stream(values())
                .filter(image -> image.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new StackException("There is no image " + label + "; there are "
                        + Arrays.stream(values()).map(Image::label).collect(Collectors.joining(", ")) + "."));
    }
}
