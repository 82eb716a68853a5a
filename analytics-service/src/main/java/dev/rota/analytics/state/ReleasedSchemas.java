package dev.rota.analytics.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.message.SchemaStore;

/**
 * The schemas in which releases wrote what stores, changelogs and internal topics hold, this one's among them: {@code state-schemas.jsonl},
 * one on each line, oldest first. Lines are only ever added: what was written years ago is still there.
 */
final class ReleasedSchemas {

    private static final String FILE = "/state-schemas.jsonl";

    private ReleasedSchemas() {}

    /** All of them. */
    static List<Schema> all() {
        try (InputStream file = Objects.requireNonNull(ReleasedSchemas.class.getResourceAsStream(FILE));
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, UTF_8))) {
            return lines.lines().map(line -> new Schema.Parser().parse(line)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of them, by their fingerprints. */
    static SchemaStore byFingerprint() {
        SchemaStore.Cache store = new SchemaStore.Cache();
        all().forEach(store::addSchema);
        return store;
    }
}
