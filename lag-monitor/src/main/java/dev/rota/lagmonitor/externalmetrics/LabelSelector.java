package dev.rota.lagmonitor.externalmetrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which labels are asked for, as Kubernetes writes it: {@code a=b}, {@code a==b}, {@code a!=b}, {@code a in (b,c)},
 * {@code a notin (b,c)}, {@code a}, {@code !a}, with commas between. What a label is not is also said of labels that are
 * missing. Values may be what no label's value may be in Kubernetes, as groups' ids are.
 */
final class LabelSelector {

    private static final String KEY = "(?<%s>[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?)";
    private static final String VALUE = "[^\\s,()=!<>]*";

    private static final Pattern COMPARISON =
            Pattern.compile(KEY.formatted("key") + "\\s*(?<operator>==?|!=)\\s*(?<value>" + VALUE + ")");
    private static final Pattern MEMBERSHIP = Pattern.compile(KEY.formatted("key")
            + "\\s+(?<operator>in|notin)\\s*\\((?<values>" + VALUE + "(?:[\\s,]+" + VALUE + ")*)\\)");
    private static final Pattern EXISTENCE = Pattern.compile("(?<not>!?)\\s*" + KEY.formatted("key"));

    /** Commas that are not within parentheses. */
    private static final Pattern BETWEEN = Pattern.compile(",(?![^(]*\\))");

    private final List<Requirement> requirements;

    private LabelSelector(List<Requirement> requirements) {
        this.requirements = requirements;
    }

    /**
     * One of those that must all be met.
     *
     * @param named the label whose values it lists; empty if it takes others than those that it lists
     */
    private record Requirement(Optional<String> named, Predicate<Map<String, String>> met) {}

    /**
     * Reads one; an empty one asks for nothing and takes everything.
     *
     * @throws IllegalArgumentException with a sentence, if it is none
     */
    static LabelSelector parse(String text) {
        List<Requirement> requirements = new ArrayList<>();
        if (!text.isBlank()) {
            for (String requirement : BETWEEN.split(text, -1)) {
                requirements.add(requirement(requirement.strip()));
            }
        }
        return new LabelSelector(List.copyOf(requirements));
    }

    private static Requirement requirement(String text) {
        Matcher comparison = COMPARISON.matcher(text);
        if (comparison.matches()) {
            return among(
                    comparison.group("key"),
                    Set.of(comparison.group("value")),
                    !comparison.group("operator").equals("!="));
        }
        Matcher membership = MEMBERSHIP.matcher(text);
        if (membership.matches()) {
            return among(
                    membership.group("key"),
                    Set.copyOf(List.of(membership.group("values").strip().split("\\s*,\\s*", -1))),
                    membership.group("operator").equals("in"));
        }
        Matcher existence = EXISTENCE.matcher(text);
        if (existence.matches()) {
            String key = existence.group("key");
            boolean wanted = existence.group("not").isEmpty();
            return new Requirement(Optional.empty(), labels -> labels.containsKey(key) == wanted);
        }
        throw new IllegalArgumentException("'%s' is no requirement of a label selector.".formatted(text));
    }

    private static Requirement among(String key, Set<String> values, boolean wanted) {
        return new Requirement(
                wanted && !values.contains("") ? Optional.of(key) : Optional.empty(),
                labels -> (labels.containsKey(key) && values.contains(labels.get(key))) == wanted);
    }

    /** Whether it says which values of a label it takes, rather than which it does not, or that it takes any. */
    boolean names(String label) {
        return requirements.stream().anyMatch(requirement -> requirement.named.equals(Optional.of(label)));
    }

    boolean matches(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.met.test(labels));
    }
}
