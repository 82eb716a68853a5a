package dev.rota.localstack.gateway;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the header of draft-ietf-httpapi-idempotency-key-header. */
public final class IdempotencyKey {

    /** The header's name. */
    public static final String HEADER = "Idempotency-Key";

    private static final int LONGEST = 255;

    /** A string as RFC 9651 writes it: printable ASCII in quotes, with a backslash before quotes and backslashes. */
    private static final Pattern QUOTED = Pattern.compile("\"(?<text>(?:[\\x20-\\x7E&&[^\"\\\\]]|\\\\[\"\\\\])+)\"");

    private static final Pattern BARE = Pattern.compile("[\\x21-\\x7E&&[^\"]]+");

    private IdempotencyKey() {}

    /**
     * The key, the same whether it came in quotes or without.
     *
     * @param values of the header; null if there is none
     * @throws Refusal if there is not exactly one well-formed key
     */
    public static String of(@Nullable List<String> values) {
        if (values == null) {
            throw Refusal.badRequest("The header " + HEADER + " is missing.");
        }
        String value = values.getFirst().strip();
        Matcher quoted = QUOTED.matcher(value);
        String key = quoted.matches() ? quoted.group("text").replaceAll("\\\\(.)", "$1") : value;
        boolean wellFormed = quoted.matches() || BARE.matcher(value).matches();
        if (values.size() > 1 || !wellFormed || key.length() > LONGEST) {
            throw Refusal.badRequest("The header " + HEADER + " must hold one key of 1 to " + LONGEST
                    + " printable ASCII characters, in quotes.");
        }
        return key;
    }
}
