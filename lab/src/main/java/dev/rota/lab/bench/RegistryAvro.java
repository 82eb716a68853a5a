package dev.rota.lab.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rota.localstack.StackException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A topic's values as the services write them: a zero byte and the registry's four of the schema's id, then the Avro record. By
 * Avro's own reader and writer; the registry is asked once. Belongs to one thread.
 *
 * @param <T> the record's generated class
 */
public final class RegistryAvro<T extends SpecificRecord> {

    private static final int NO_MAGIC = 0;
    private static final int PREFIX_BYTES = 5;

    private final int contentId;
    private final SpecificDatumWriter<T> writer;
    private final SpecificDatumReader<T> reader;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable BinaryEncoder encoder;
    private @Nullable BinaryDecoder decoder;

    /**
     * Looks up the schema.
     *
     * @param registry its address, as serializers are given it
     * @param topic whose values these are
     * @param type of the values
     * @throws StackException if the registry does not have it
     */
    public RegistryAvro(String registry, String topic, Class<T> type) {
        this(contentId(registry, topic), type);
    }

    /** With a schema of which the id is known. */
    public RegistryAvro(int contentId, Class<T> type) {
        this.contentId = contentId;
        writer = new SpecificDatumWriter<>(type);
        reader = new SpecificDatumReader<>(type);
    }

    private static int contentId(String registry, String topic) {
        URI version = URI.create(registry + "/groups/default/artifacts/" + topic + "-value/versions/branch=latest");
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer =
                    http.send(HttpRequest.newBuilder(version).build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new StackException(version + " answered " + answer.statusCode() + ".");
            }
            return new ObjectMapper().readTree(answer.body()).path("contentId").intValue();
        } catch (IOException e) {
            throw new UncheckedIOException("The schema registry does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while asking the schema registry.", e);
        }
    }

    /** The bytes of a record. */
    public byte[] write(T value) {
        try {
            bytes.reset();
            DataOutputStream prefix = new DataOutputStream(bytes);
            prefix.writeByte(NO_MAGIC);
            prefix.writeInt(contentId);
            encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
            writer.write(value, encoder);
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The record of bytes that were written with the same schema. */
    public T read(byte[] value) {
        try {
            decoder = DecoderFactory.get().binaryDecoder(value, PREFIX_BYTES, value.length - PREFIX_BYTES, decoder);
            return reader.read(null, decoder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
