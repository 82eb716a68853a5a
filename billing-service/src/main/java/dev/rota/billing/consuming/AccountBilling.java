package dev.rota.billing.consuming;

import dev.rota.billing.inbox.Inbox;
import dev.rota.billing.inbox.Receipt;
import dev.rota.billing.invoicing.Cancellation;
import dev.rota.billing.invoicing.Charge;
import dev.rota.billing.invoicing.CreditNote;
import dev.rota.billing.invoicing.CreditNoteBook;
import dev.rota.billing.invoicing.InvoiceBook;
import dev.rota.billing.invoicing.Settlement;
import dev.rota.billing.invoicing.UnbillableEventException;
import dev.rota.billing.invoicing.UnbillableEventException.Reason;
import dev.rota.billing.ownership.OwnedPartition;
import dev.rota.billing.ownership.OwnedTransaction;
import dev.rota.billing.ownership.PartitionOwners;
import dev.rota.keyedconsumer.BatchHandler;
import dev.rota.keyedconsumer.ReceivedRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/**
 * Bills a partition's events on account: no card is charged, so all that are buffered share one transaction, and each of
 * its tables is written in one statement.
 */
@ApplicationScoped
class AccountBilling implements BatchHandler<String, SpecificRecord> {

    private final PartitionOwners owners;
    private final Inbox inbox;
    private final InvoiceBook invoices;
    private final CreditNoteBook creditNotes;

    AccountBilling(PartitionOwners owners, Inbox inbox, InvoiceBook invoices, CreditNoteBook creditNotes) {
        this.owners = owners;
        this.inbox = inbox;
        this.invoices = invoices;
        this.creditNotes = creditNotes;
    }

    @Override
    public void handle(List<ReceivedRecord<String, SpecificRecord>> records) throws SQLException {
        Batch batch = new Batch(records);
        if (batch.receipts.isEmpty()) {
            return;
        }
        ReceivedRecord<String, SpecificRecord> first = records.getFirst();
        OwnedPartition partition = new OwnedPartition(first.topic(), first.partition(), first.fencingToken());
        int known = owners.write(partition, transaction -> bill(transaction, batch));
        inbox.countHits(known);
    }

    /**
     * Bills a batch.
     *
     * @return how many events were not new
     */
    private int bill(OwnedTransaction transaction, Batch batch) throws SQLException {
        Set<UUID> fresh = inbox.receive(transaction, List.copyOf(batch.receipts.values()));
        requireNoCard(transaction, batch, fresh);
        var _ = invoices.issueAll(
                transaction,
                batch.charges.stream()
                        .filter(charge -> fresh.contains(charge.eventId()))
                        .toList(),
                Settlement.OPEN);
        for (Cancellation cancellation : batch.cancellations) {
            if (fresh.contains(cancellation.eventId())) {
                requireNoCard(creditNotes.takeBack(transaction, cancellation));
            }
        }
        return batch.receipts.size() - fresh.size();
    }

    /** What was begun by card must be ended by card, in a service that charges cards. */
    private void requireNoCard(OwnedTransaction transaction, Batch batch, Set<UUID> fresh) throws SQLException {
        List<UUID> known = batch.receipts.keySet().stream()
                .filter(id -> !fresh.contains(id))
                .toList();
        if (!known.isEmpty() && invoices.countPending(transaction, known) > 0) {
            throw new UnbillableEventException(
                    Reason.NEEDS_CARD, "the event's invoice waits for a card to be charged, which is not done here");
        }
    }

    private static void requireNoCard(Optional<CreditNote> note) {
        if (note.isPresent() && note.get().state() == Settlement.PENDING) {
            throw new UnbillableEventException(
                    Reason.NEEDS_CARD, "the order's invoice was paid by card, and no card is refunded here");
        }
    }

    /**
     * What a batch asks for, each event once. Cancellations come after all charges: those of an order that the same batch
     * confirms find its invoice.
     */
    private static final class Batch {

        private final Map<UUID, Receipt> receipts = new LinkedHashMap<>();
        private final List<Charge> charges = new ArrayList<>();
        private final List<Cancellation> cancellations = new ArrayList<>();

        Batch(List<ReceivedRecord<String, SpecificRecord>> records) {
            for (ReceivedRecord<String, SpecificRecord> record : records) {
                switch (Instruction.of(record.value())) {
                    case Instruction.Bill(Charge charge) -> {
                        if (isFirst(charge.eventId(), record.offset())) {
                            charges.add(charge);
                        }
                    }
                    case Instruction.TakeBack(Cancellation cancellation) -> {
                        if (isFirst(cancellation.eventId(), record.offset())) {
                            cancellations.add(cancellation);
                        }
                    }
                    case Instruction.Nothing() -> {}
                }
            }
        }

        private boolean isFirst(UUID eventId, long offset) {
            return receipts.putIfAbsent(eventId, new Receipt(eventId, offset)) == null;
        }
    }
}
