package dev.rota.localstack.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** A request's body, a JSON object taken at its word: every refusal names the property at fault. */
public final class JsonBody {

    private static final int MOST_BYTES = 64 * 1024;
    private static final int LONGEST_TEXT = 200;
    private static final int MOST_DIGITS = 15;
    private static final int MOST_DECIMALS = 4;
    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

    private final JsonNode object;

    private JsonBody(JsonNode object) {
        this.object = object;
    }

    /**
     * Reads a body to its end.
     *
     * @param known the properties it may have
     * @throws Refusal if it is not a JSON object, is too long, or has another property
     */
    public static JsonBody read(InputStream in, String... known) throws IOException {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new Refusal(Refusal.TOO_LARGE, "The body may have at most " + MOST_BYTES + " bytes.");
        }
        JsonNode node = parse(bytes);
        if (!node.isObject()) {
            throw Refusal.badRequest("The body must be a JSON object.");
        }
        List<String> names = Arrays.asList(known);
        node.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                throw Refusal.badRequest(name + " is unknown; known are " + String.join(", ", names) + ".");
            }
        });
        return new JsonBody(node);
    }

    private static JsonNode parse(byte[] bytes) throws IOException {
        try {
            return Json.MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw Refusal.badRequest("The body is not valid JSON: " + e.getOriginalMessage());
        }
    }

    /** What is given under a name; absent and null are the same. */
    private Optional<JsonNode> given(String name) {
        return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
    }

    private JsonNode required(String name) {
        return given(name).orElseThrow(() -> Refusal.badRequest(name + " is missing."));
    }

    private static Refusal mustBe(String name, String expectation) {
        return Refusal.badRequest(name + " must be " + expectation + ".");
    }

    /** A required text that is not blank, of at most {@value #LONGEST_TEXT} characters. */
    public String text(String name) {
        return text(name, LONGEST_TEXT);
    }

    /** A required text that is not blank, of at most so many characters. */
    public String text(String name, int longest) {
        String text = required(name).isTextual() ? required(name).textValue() : "";
        if (text.isBlank() || text.length() > longest) {
            throw mustBe(name, "a text of 1 to " + longest + " characters");
        }
        return text;
    }

    /** A required sum of money, more than nothing. */
    BigDecimal amount(String name) {
        BigDecimal amount = required(name).isNumber() ? required(name).decimalValue() : BigDecimal.ZERO;
        // The digits are bounded before anybody writes them out: 1e999999999 is short only here.
        if (amount.signum() <= 0
                || amount.scale() > MOST_DECIMALS
                || (long) amount.precision() - amount.scale() > MOST_DIGITS) {
            throw mustBe(
                    name,
                    "a number above 0 with at most " + MOST_DIGITS + " digits before and " + MOST_DECIMALS
                            + " after the point");
        }
        return amount;
    }

    /** A required currency. */
    String currency(String name) {
        String code = text(name);
        if (!CURRENCY.matcher(code).matches()) {
            throw mustBe(name, "a currency's three capital letters, such as EUR");
        }
        return code;
    }

    /** A required id of the gateway's. */
    UUID id(String name) {
        try {
            return UUID.fromString(text(name));
        } catch (IllegalArgumentException e) {
            throw mustBe(name, "the id of a charge, a UUID");
        }
    }

    Optional<Duration> duration(String name) {
        return given(name).map(node -> {
            try {
                return Duration.parse(node.isTextual() ? node.textValue() : "");
            } catch (DateTimeParseException e) {
                throw mustBe(name, "an ISO-8601 duration, such as \"PT0.05S\"");
            }
        });
    }

    Optional<Double> number(String name) {
        return given(name).map(node -> {
            if (!node.isNumber()) {
                throw mustBe(name, "a number");
            }
            return node.doubleValue();
        });
    }

    Optional<Boolean> flag(String name) {
        return given(name).map(node -> {
            if (!node.isBoolean()) {
                throw mustBe(name, "true or false");
            }
            return node.booleanValue();
        });
    }

    /** A list of different texts; empty if it is not given. */
    public Optional<Set<String>> texts(String name) {
        return given(name).map(node -> {
            Set<String> texts = new LinkedHashSet<>();
            node.forEach(element -> {
                if (element.isTextual()) {
                    texts.add(element.textValue());
                }
            });
            if (!node.isArray() || texts.size() != node.size()) {
                throw mustBe(name, "a list of different texts");
            }
            return texts;
        });
    }
}
