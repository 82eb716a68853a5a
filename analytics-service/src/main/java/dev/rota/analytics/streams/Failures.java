package dev.rota.analytics.streams;

import dev.rota.registry.RegistryFailures;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.LockException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.rocksdb.RocksDBException;

/** What a failure is due to, from itself and its causes. Pure. */
final class Failures {

    /** Causes may go round in a circle. */
    private static final int DEEPEST_CAUSE = 20;

    private Failures() {}

    /** What a failure is due to. */
    enum Due {
        /** To what may be over when it is tried again: brokers or the registry do not answer, others were faster, a store is broken. */
        CIRCUMSTANCES,
        /** To the record: it will fail each time. */
        RECORD,
        /** To what only somebody can mend: rights, topics, settings, memory, or this program. */
        SETUP
    }

    /** What a failure in reading, counting or writing a record is due to. */
    static Due ofRecord(Throwable thrown) {
        Due due = ofThread(thrown);
        return due == Due.SETUP && isAboutTheRecord(thrown) ? Due.RECORD : due;
    }

    /** What a failure that ends a thread is due to; no record is known then. */
    static Due ofThread(Throwable thrown) {
        Throwable link = thrown;
        Due due = Due.SETUP;
        for (int depth = 0; link != null && depth < DEEPEST_CAUSE; depth++) {
            if (needsSomebody(link)) {
                return Due.SETUP;
            }
            if (passes(link)) {
                due = Due.CIRCUMSTANCES;
            }
            link = link.getCause();
        }
        return due;
    }

    /** Goes before whatever else is among the causes. */
    private static boolean needsSomebody(Throwable link) {
        return switch (link) {
            case AuthenticationException _,
                    AuthorizationException _,
                    MissingSourceTopicException _,
                    FencedInstanceIdException _,
                    RecordTooLargeException _,
                    VirtualMachineError _ -> true;
            default -> false;
        };
    }

    private static boolean passes(Throwable link) {
        return switch (link) {
            case RetriableException _,
                    // Another has the task, or the transaction has taken too long: begin anew, says Kafka.
                    ApplicationRecoverableException _,
                    TransactionAbortableException _,
                    TransactionAbortedException _,
                    InvalidTxnStateException _,
                    OutOfOrderSequenceException _,
                    CommitFailedException _,
                    RebalanceInProgressException _,
                    TaskMigratedException _,
                    // A thread that goes leaves its stores behind; the next fetches them from their changelogs.
                    TaskCorruptedException _,
                    LockException _,
                    InvalidStateStoreException _,
                    ProcessorStateException _,
                    RocksDBException _ -> true;
            default -> RegistryFailures.isOutageByItself(link);
        };
    }

    private static boolean isAboutTheRecord(Throwable thrown) {
        Throwable link = thrown;
        for (int depth = 0; link != null && depth < DEEPEST_CAUSE; depth++) {
            if (link instanceof Error
                    || (link instanceof KafkaException && !(link instanceof SerializationException))) {
                return false;
            }
            link = link.getCause();
        }
        return true;
    }
}
