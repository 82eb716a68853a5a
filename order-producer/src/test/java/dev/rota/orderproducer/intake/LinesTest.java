package dev.rota.orderproducer.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinesTest {

    private static final int MAX_LENGTH = 10;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100_000})
    void linesAreCutAtTheirFeedsHoweverTheyCome(int chunk) throws IOException {
        assertThat(read("one\n\ntwo\r\n0123456789\nlast", chunk))
                .containsExactly("1 one", "2 ", "3 two\r", "4 0123456789", "5 last");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100_000})
    void aLineThatIsTooLongIsToldAndSpoilsNoOther(int chunk) throws IOException {
        String long11 = "x".repeat(MAX_LENGTH + 1);
        String veryLong = "y".repeat(300_000);

        assertThat(read("one\n" + long11 + "\ntwo\n" + veryLong + "\nthree\n" + veryLong, chunk))
                .containsExactly("1 one", "2 too long", "3 two", "4 too long", "5 three", "6 too long");
    }

    @Test
    void nothingHasNoLines() throws IOException {
        assertThat(read("", 1)).isEmpty();
    }

    @Test
    void manyLinesPassThroughOneBuffer() throws IOException {
        String line = "0123456\n";

        assertThat(read(line.repeat(100_000), 8_191)).hasSize(100_000).last().isEqualTo("100000 0123456");
    }

    private static List<String> read(String text, int chunk) throws IOException {
        Lines lines = new Lines(inChunks(text, chunk), MAX_LENGTH);
        List<String> read = new ArrayList<>();
        while (lines.next()) {
            read.add(lines.number() + " "
                    + (lines.isTooLong()
                            ? "too long"
                            : new String(lines.buffer(), lines.offset(), lines.length(), StandardCharsets.UTF_8)));
        }
        return read;
    }

    private static InputStream inChunks(String text, int chunk) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, chunk));
            }
        };
    }
}
