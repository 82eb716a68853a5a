package dev.rota.lagmonitor.externalmetrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    private final List<Predicate<Map<String, String>>> requirements;

    private LabelSelector(List<Predicate<Map<String, String>>> requirements) {
        this.requirements = requirements;
    }

    /**
     * Reads one; an empty one asks for nothing and takes everything.
     *
     * @throws IllegalArgumentException with a sentence, if it is none
     */
    static LabelSelector parse(String text) {
        List<Predicate<Map<String, String>>> requirements = new ArrayList<>();
        if (!text.isBlank()) {
            for (String requirement : BETWEEN.split(text, -1)) {
                requirements.add(requirement(requirement.strip()));
            }
        }
        return new LabelSelector(List.copyOf(requirements));
    }

    private static Predicate<Map<String, String>> requirement(String text) {
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
            return labels -> labels.containsKey(key) == wanted;
        }
        throw new IllegalArgumentException("'%s' is no requirement of a label selector.".formatted(text));
    }

    private static Predicate<Map<String, String>> among(String key, Set<String> values, boolean wanted) {
        return labels -> (labels.containsKey(key) && values.contains(labels.get(key))) == wanted;
    }

    boolean matches(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.test(labels));
    }
}
