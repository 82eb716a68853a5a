package dev.rota.analytics.streams;

import dev.rota.analytics.streams.Failures.Due;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.errors.DefaultProductionExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.jspecify.annotations.Nullable;

/**
 * What cannot be put into bytes sends the record that it was made of to the dead letters. What the brokers refuse cannot: by then the
 * transaction has failed, and only begins anew. It is tried again as Kafka Streams does where that helps, and fails the thread where not.
 */
public final class UnwritableRecords extends LetterHandler<ProductionExceptionHandler>
        implements ProductionExceptionHandler {

    public UnwritableRecords() {
        super(new DefaultProductionExceptionHandler());
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
        Response response = kafka.handleError(context, record, exception);
        return response.result() == Result.RETRY ? response : Response.fail();
    }

    @Override
    @SuppressWarnings({"rawtypes", "NullAway"}) // Kafka Streams has no topic where a timer has made the record.
    public Response handleSerializationError(
            ErrorHandlerContext context,
            ProducerRecord record,
            Exception exception,
            @Nullable SerializationExceptionOrigin origin) {
        if (context.topic() == null || Failures.ofRecord(exception) != Due.RECORD) {
            return Response.fail();
        }
        ErrorHandlerContext source = letters.withBytes(context);
        letters.givenUp(context, exception);
        return Response.resume(kafka.handleSerializationError(source, record, exception, origin)
                .deadLetterQueueRecords());
    }
}
