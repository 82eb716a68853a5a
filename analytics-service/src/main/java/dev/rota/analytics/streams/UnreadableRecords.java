package dev.rota.analytics.streams;

import dev.rota.analytics.streams.Failures.Due;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;

/**
 * A record between two steps that cannot be read goes to the dead letters, and the next is read; a registry that does not answer fails the
 * thread. Where events come in, {@link dev.rota.analytics.time.Attempt} leaves it to the first step.
 */
public final class UnreadableRecords extends LetterHandler<DeserializationExceptionHandler>
        implements DeserializationExceptionHandler {

    public UnreadableRecords() {
        super(new LogAndContinueExceptionHandler());
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
        if (Failures.ofRecord(exception) != Due.RECORD) {
            return Response.fail();
        }
        letters.givenUp(context, exception);
        return kafka.handleError(context, record, exception);
    }
}
