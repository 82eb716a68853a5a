package dev.rota.billing.consuming;

import dev.rota.billing.inbox.Inbox;
import dev.rota.billing.inbox.Receipt;
import dev.rota.billing.invoicing.Cancellation;
import dev.rota.billing.invoicing.Charge;
import dev.rota.billing.invoicing.CreditNote;
import dev.rota.billing.invoicing.CreditNoteBook;
import dev.rota.billing.invoicing.Invoice;
import dev.rota.billing.invoicing.InvoiceBook;
import dev.rota.billing.invoicing.Settlement;
import dev.rota.billing.invoicing.ShortId;
import dev.rota.billing.ownership.OwnedPartition;
import dev.rota.billing.ownership.OwnedTransaction;
import dev.rota.billing.ownership.PartitionOwners;
import dev.rota.billing.payment.CardPayment;
import dev.rota.billing.payment.Cards;
import dev.rota.keyedconsumer.ReceivedRecord;
import dev.rota.keyedconsumer.RecordHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jboss.logging.Logger;

/**
 * Bills one event by card, in three steps that can each be the last before a crash:
 *
 * <ol>
 *   <li>a transaction: the partition is ours, the event is new, its invoice is PENDING;
 *   <li>the charge, in no transaction, with the event's id as its idempotency key;
 *   <li>a transaction: the partition is still ours, the invoice is PAID or DECLINED, and that is in the outbox.
 * </ol>
 *
 * <p>An event that comes again goes on from where it was left: a PENDING invoice is charged with the same key as
 * before, which moves no money twice. That is why the first transaction need not wait for the disk: the third does, and
 * with it the first, and until then the event comes again. The same steps for cancellations, credit notes and refunds,
 * but that a cancellation is to be remembered from the first one on.
 */
@ApplicationScoped
class CardBilling implements RecordHandler<String, SpecificRecord> {

    private static final Logger LOG = Logger.getLogger(CardBilling.class);

    private final PartitionOwners owners;
    private final Inbox inbox;
    private final InvoiceBook invoices;
    private final CreditNoteBook creditNotes;
    private final Cards cards;

    CardBilling(PartitionOwners owners, Inbox inbox, InvoiceBook invoices, CreditNoteBook creditNotes, Cards cards) {
        this.owners = owners;
        this.inbox = inbox;
        this.invoices = invoices;
        this.creditNotes = creditNotes;
        this.cards = cards;
    }

    @Override
    public void handle(ReceivedRecord<String, SpecificRecord> record) throws SQLException {
        switch (Instruction.of(record.value())) {
            case Instruction.Bill(Charge charge) -> bill(record, charge);
            case Instruction.TakeBack(Cancellation cancellation) -> takeBack(record, cancellation);
            case Instruction.Nothing() -> {}
        }
    }

    private void bill(ReceivedRecord<String, SpecificRecord> record, Charge charge) throws SQLException {
        OwnedPartition partition = partition(record);
        Optional<Invoice> found = owners.writeWithoutFlush(partition, transaction -> {
            Optional<Invoice> issued = isNew(transaction, record, charge.eventId())
                    ? invoices.issue(transaction, charge, Settlement.PENDING)
                    : Optional.empty();
            return issued.isPresent() ? issued : invoices.find(transaction, charge.eventId());
        });
        if (found.isEmpty() || found.get().state() != Settlement.PENDING) {
            return;
        }
        Invoice invoice = found.get();
        // Of the books, not of the record: what was written first is what is charged.
        Charge due = invoice.charge();
        CardPayment payment =
                cards.charge(due.eventId(), due.customerId(), due.amount(), due.currency(), due.reference());
        Settlement state = payment.approved() ? Settlement.PAID : Settlement.DECLINED;
        LOG.debugf("Invoice %s of %s is %s", invoice.id(), ShortId.of(due.customerId()), state);
        owners.write(partition, transaction -> invoices.settle(transaction, invoice, state, payment.id()));
    }

    private void takeBack(ReceivedRecord<String, SpecificRecord> record, Cancellation cancellation)
            throws SQLException {
        OwnedPartition partition = partition(record);
        Optional<CreditNote> found = owners.write(partition, transaction -> {
            Optional<CreditNote> written = isNew(transaction, record, cancellation.eventId())
                    ? creditNotes.takeBack(transaction, cancellation)
                    : Optional.empty();
            return written.isPresent() ? written : creditNotes.find(transaction, cancellation.eventId());
        });
        if (found.isEmpty() || found.get().state() != Settlement.PENDING) {
            return;
        }
        CreditNote note = found.get();
        Charge paid = note.invoice().charge();
        CardPayment refund = cards.refund(
                note.eventId(),
                note.invoice().paymentId().orElseThrow(),
                paid.amount(),
                paid.currency(),
                paid.reference());
        owners.write(partition, transaction -> creditNotes.settle(transaction, note, refund.id()));
    }

    private boolean isNew(OwnedTransaction transaction, ReceivedRecord<?, ?> record, UUID eventId) throws SQLException {
        boolean isNew = inbox.receive(transaction, new Receipt(eventId, record.offset()));
        if (!isNew && record.attempt() == 1) {
            inbox.countHits(1);
        }
        return isNew;
    }

    private static OwnedPartition partition(ReceivedRecord<?, ?> record) {
        return new OwnedPartition(record.topic(), record.partition(), record.fencingToken());
    }
}
