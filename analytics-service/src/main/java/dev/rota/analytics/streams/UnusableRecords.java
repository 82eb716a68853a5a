package dev.rota.analytics.streams;

import dev.rota.analytics.streams.Failures.Due;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * A record that a step cannot use goes to the dead letters, and the other steps and records go on. What is not a record's fault fails the
 * thread; so does what a timer does, where there is no record.
 */
public final class UnusableRecords extends LetterHandler<ProcessingExceptionHandler>
        implements ProcessingExceptionHandler {

    public UnusableRecords() {
        super(new LogAndContinueProcessingExceptionHandler());
    }

    @Override
    @SuppressWarnings("NullAway") // There is no record where a timer fails, and Kafka Streams has no topic for it.
    public Response handleError(ErrorHandlerContext context, @Nullable Record<?, ?> record, Exception exception) {
        if (record == null || context.topic() == null || Failures.ofRecord(exception) != Due.RECORD) {
            return Response.fail();
        }
        ErrorHandlerContext source = letters.withBytes(context);
        letters.givenUp(context, exception);
        return kafka.handleError(source, record, exception);
    }
}
