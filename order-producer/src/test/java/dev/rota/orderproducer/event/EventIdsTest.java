package dev.rota.orderproducer.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventIdsTest {

    @ParameterizedTest
    @CsvSource({
        // RFC 9562, appendix A.4, and Python's documentation of uuid.uuid5
        "6ba7b810-9dad-11d1-80b4-00c04fd430c8, www.example.com, 2ed6657d-e927-568b-95e1-2665a8aea6a2",
        "6ba7b810-9dad-11d1-80b4-00c04fd430c8, python.org, 886313e1-3b8a-5372-9b90-0c9aee199e5d",
    })
    void namedIdsAreThoseOfTheStandard(UUID nameSpace, String name, UUID expected) {
        assertThat(EventIds.named(nameSpace, name)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/orders, k1, 056a92e9-c353-529d-881f-215acbd48924",
        "/checkouts, k1, 28697a3b-ec8e-5921-87d8-a6131263201a",
    })
    void aKeyStandsForTheSameIdInEveryRelease(String endpoint, String key, UUID expected) {
        assertThat(EventIds.forKey(endpoint, key)).isEqualTo(expected);
    }

    @Test
    void freshIdsAreVersion7AndOrderedByTime() {
        var ids = Stream.generate(EventIds::fresh).limit(1_000).toList();

        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.version() == 7);
        assertThat(ids.stream().map(UUID::toString)).isSorted();
    }
}
