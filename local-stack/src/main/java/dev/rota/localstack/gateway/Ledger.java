package dev.rota.localstack.gateway;

import dev.rota.localstack.StackException;
import dev.rota.localstack.gateway.LedgerEntry.Kind;
import dev.rota.localstack.gateway.LedgerEntry.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What was booked, in order, at most once for each idempotency key. Thread-safe.
 *
 * <p>Every booking and every replay is a line of a file that is only ever appended to, and written before the caller
 * hears of it: what was answered survives {@code kill -9}. It is not forced to the disk, so a crash of the whole machine
 * can take the last lines.
 */
final class Ledger implements AutoCloseable {

    /**
     * A line of the file: one of the two.
     *
     * @param booked a new entry
     * @param replayed the key of an entry that was asked for again
     */
    private record Line(Optional<LedgerEntry> booked, Optional<String> replayed) {}

    /**
     * What a request came to.
     *
     * @param entry as it stands now
     * @param replayed whether it had been booked before
     */
    record Receipt(LedgerEntry entry, boolean replayed) {}

    private final Path file;
    private final FileChannel channel;

    // All guarded by this.
    private final List<LedgerEntry> entries = new ArrayList<>();
    private final Map<String, Integer> positionByKey = new HashMap<>();
    private final Map<UUID, Integer> positionById = new HashMap<>();
    private final Map<UUID, BigDecimal> refunded = new HashMap<>();

    private Ledger(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens the ledger with all that is in its file. A last line without its end was never answered for and is dropped.
     *
     * @param file made if missing, with its folder
     * @throws StackException if it cannot be used, or holds something else
     */
    static Ledger open(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                Ledger ledger = new Ledger(file, channel);
                ledger.load();
                return ledger;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StackException("Cannot use the ledger " + file + ": " + e.getMessage(), e);
        }
    }

    private synchronized void load() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int begin = 0;
        int number = 0;
        for (int end = 0; end < bytes.length; end++) {
            if (bytes[end] == '\n') {
                number++;
                apply(bytes, begin, end, number);
                begin = end + 1;
            }
        }
        channel.truncate(begin);
        channel.position(begin);
    }

    private void apply(byte[] bytes, int begin, int end, int number) {
        try {
            Line line = Json.MAPPER.readValue(bytes, begin, end - begin, Line.class);
            line.booked().ifPresent(this::remember);
            line.replayed().ifPresent(this::countAgain);
        } catch (IOException | RuntimeException e) {
            throw new StackException(
                    "Line " + number + " of the ledger " + file + " is not one of ours: " + e.getMessage(), e);
        }
    }

    /**
     * Books a charge or refund, or finds the one that was booked for its key.
     *
     * @param declined whether a charge that is new is declined
     * @throws Refusal if the key stands for another request, or the refund cannot be given
     */
    synchronized Receipt settle(String key, PaymentRequest request, boolean declined) {
        Integer position = positionByKey.get(key);
        if (position != null) {
            return replay(entries.get(position), request);
        }
        LedgerEntry entry = switch (request) {
            case PaymentRequest.Charge charge -> booking(key, charge, declined);
            case PaymentRequest.Refund refund -> booking(key, refund);
        };
        append(new Line(Optional.of(entry), Optional.empty()));
        remember(entry);
        return new Receipt(entry, false);
    }

    private Receipt replay(LedgerEntry entry, PaymentRequest request) {
        if (!request.ledTo(entry)) {
            throw Refusal.unprocessable("The idempotency key " + entry.idempotencyKey()
                    + " was used for another request: " + entry.kind() + " of "
                    + entry.amount().toPlainString() + " "
                    + entry.currency() + ", reference " + entry.reference() + ".");
        }
        append(new Line(Optional.empty(), Optional.of(entry.idempotencyKey())));
        return new Receipt(countAgain(entry.idempotencyKey()), true);
    }

    private static LedgerEntry booking(String key, PaymentRequest.Charge charge, boolean declined) {
        return new LedgerEntry(
                key,
                Kind.CHARGE,
                UUID.randomUUID(),
                charge.account(),
                charge.amount(),
                charge.currency(),
                charge.reference(),
                declined ? Status.DECLINED : Status.APPROVED,
                Optional.empty(),
                Instant.now(),
                1);
    }

    private LedgerEntry booking(String key, PaymentRequest.Refund refund) {
        LedgerEntry charge = Optional.ofNullable(positionById.get(refund.charge()))
                .map(entries::get)
                .filter(entry -> entry.kind() == Kind.CHARGE)
                .orElseThrow(() -> Refusal.unprocessable("There is no charge " + refund.charge() + "."));
        if (charge.status() != Status.APPROVED) {
            throw Refusal.unprocessable("The charge " + charge.id() + " was declined; there is nothing to give back.");
        }
        if (!refund.currency().equals(charge.currency())) {
            throw Refusal.unprocessable(
                    "The charge " + charge.id() + " is in " + charge.currency() + ", not " + refund.currency() + ".");
        }
        BigDecimal left = charge.amount().subtract(refundedOf(charge.id()));
        if (refund.amount().compareTo(left) > 0) {
            throw Refusal.unprocessable(
                    "Of the charge " + charge.id() + " " + left.toPlainString() + " " + charge.currency()
                            + " is left, less than " + refund.amount().toPlainString() + ".");
        }
        return new LedgerEntry(
                key,
                Kind.REFUND,
                UUID.randomUUID(),
                charge.account(),
                refund.amount(),
                refund.currency(),
                refund.reference(),
                Status.REFUNDED,
                Optional.of(charge.id()),
                Instant.now(),
                1);
    }

    private BigDecimal refundedOf(UUID charge) {
        return refunded.getOrDefault(charge, BigDecimal.ZERO);
    }

    private void remember(LedgerEntry entry) {
        positionByKey.put(entry.idempotencyKey(), entries.size());
        positionById.put(entry.id(), entries.size());
        entries.add(entry);
        entry.charge().ifPresent(charge -> refunded.merge(charge, entry.amount(), BigDecimal::add));
    }

    private LedgerEntry countAgain(String key) {
        int position = Optional.ofNullable(positionByKey.get(key)).orElseThrow();
        LedgerEntry entry = entries.get(position).requestedAgain();
        entries.set(position, entry);
        return entry;
    }

    private void append(Line line) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(Json.MAPPER.writeValueAsBytes(line));
            bytes.write('\n');
            long end = channel.position();
            try {
                writeFully(ByteBuffer.wrap(bytes.toByteArray()));
            } catch (IOException e) {
                // Half a line, of a full disk, must not become the beginning of the next one.
                channel.truncate(end);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The ledger " + file + " cannot be written", e);
        }
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    synchronized Optional<LedgerEntry> find(String key) {
        return Optional.ofNullable(positionByKey.get(key)).map(entries::get);
    }

    /**
     * Entries in the order in which they were booked.
     *
     * @param account whose; of everybody if empty
     * @param after key of the entry before the first one wanted; from the beginning if empty
     * @param limit at most so many
     * @throws Refusal if {@code after} names no entry
     */
    synchronized List<LedgerEntry> page(Optional<String> account, Optional<String> after, int limit) {
        int begin = after.map(key -> Optional.ofNullable(positionByKey.get(key))
                        .orElseThrow(() -> Refusal.badRequest("after names no entry: " + key + ".")))
                .map(position -> position + 1)
                .orElse(0);
        return entries.subList(begin, entries.size()).stream()
                .filter(entry -> account.isEmpty() || account.get().equals(entry.account()))
                .limit(limit)
                .toList();
    }

    synchronized LedgerSummary summary() {
        int approved = 0;
        int declined = 0;
        int refunds = 0;
        long requests = 0;
        for (LedgerEntry entry : entries) {
            requests += entry.requests();
            switch (entry.status()) {
                case APPROVED -> approved++;
                case DECLINED -> declined++;
                case REFUNDED -> refunds++;
            }
        }
        return new LedgerSummary(approved + declined, approved, declined, refunds, requests);
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }
}
