package dev.rota.billing.ownership;

/** A write was refused: another replica has acquired the partition since. Nothing of the transaction was kept. */
public final class FencedOffException extends RuntimeException {

    public FencedOffException(OwnedPartition partition) {
        super("epoch " + partition.epoch() + " of " + partition.topic() + "-" + partition.partition()
                + " is over: another owner has acquired the partition");
    }
}
