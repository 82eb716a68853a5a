package dev.rota.orderproducer.intake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Tells one body from another by what it says, not by how it is written: the order of the properties and the zeros of an
 * amount do not matter.
 *
 * @param sha256 hexadecimal
 */
record Fingerprint(String sha256) {

    /** In place of what differs between two requests that say the same. */
    private static final UUID NO_ID = new UUID(0, 0);

    /** The fingerprint of a valid report. */
    static Fingerprint of(Report report) {
        String said = report.submit(NO_ID, Instant.EPOCH).event().value().toString();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(said.getBytes(StandardCharsets.UTF_8));
            return new Fingerprint(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
