package dev.rota.billing.deadletter;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that usually are text, for people.
 *
 * @param text the bytes as text; empty if they are not valid UTF-8, or null
 * @param base64 the bytes in base64 if they are not valid UTF-8
 */
record KeyText(Optional<String> text, Optional<String> base64) {

    static KeyText of(byte @Nullable [] bytes) {
        if (bytes == null) {
            return new KeyText(Optional.empty(), Optional.empty());
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return new KeyText(Optional.of(text), Optional.empty());
        } catch (CharacterCodingException binary) {
            return new KeyText(Optional.empty(), Optional.of(Base64.getEncoder().encodeToString(bytes)));
        }
    }
}
