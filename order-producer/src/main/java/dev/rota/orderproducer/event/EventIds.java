package dev.rota.orderproducer.event;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.NameBasedGenerator;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.util.UUID;

/**
 * Ids of events. An id tells a repeat from a second event everywhere downstream, so whoever must be able to repeat a
 * request names it with an idempotency key, and the same key gives the same id in every replica and every release.
 *
 * <p>Thread-safe. Source of the algorithms: RFC 9562, sections 5.5 (version 5) and 5.7 (version 7).
 */
public final class EventIds {

    /** The space of idempotency keys. Another one would make every repeat a new event. */
    private static final UUID IDEMPOTENCY_KEYS =
            named(NameBasedGenerator.NAMESPACE_URL, "https://rota.dev/idempotency-keys");

    private static final TimeBasedEpochGenerator FRESH = Generators.timeBasedEpochGenerator();

    private EventIds() {}

    /** A new id (UUIDv7): unique, and ordered by time. */
    public static UUID fresh() {
        return FRESH.generate();
    }

    /**
     * The id that a key stands for at an endpoint (UUIDv5).
     *
     * @param endpoint the endpoint's path, for example {@code /orders}: the same key at another endpoint is another event
     * @param key the idempotency key, printable ASCII
     */
    public static UUID forKey(String endpoint, String key) {
        // A path has no space in it, so no two pairs give the same name.
        return named(IDEMPOTENCY_KEYS, endpoint + ' ' + key);
    }

    /** UUIDv5 of a name in a name space. */
    static UUID named(UUID nameSpace, String name) {
        return Generators.nameBasedGenerator(nameSpace).generate(name);
    }
}
