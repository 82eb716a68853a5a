package dev.rota.orderproducer.intake;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.opentelemetry.context.Context;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One body of many lines, and its answers: the calling thread writes them in the order of the lines, a virtual thread of its
 * own reads ahead, for as many lines as may wait for their answer.
 *
 * <p>Told to stop, it reads no more, answers what was read, and says in a last line where it stopped.
 *
 * <p>A line for which there is no room in the send buffer waits for it before the next one is read. One that is
 * refused after all may be overtaken by the next.
 */
final class LineExchange {

    private static final int BUFFER = 1 << 16;

    private final Lines lines;
    private final LineReader reader;
    private final Receiver receiver;
    private final ObjectWriter json;
    private final BlockingQueue<Pending> waiting;
    private final HttpProblem stopping;
    private @Nullable Thread ahead;
    private boolean stopped;
    private volatile boolean abandoned;

    /** Sends what a line says; may wait for room, and no longer when its thread is interrupted. */
    @FunctionalInterface
    interface Receiver {
        CompletionStage<Answer> receive(long line, Report report);
    }

    /** What the writing thread meets next. */
    private sealed interface Pending {

        /** A line that was read. */
        record Line(long number, CompletableFuture<Answer> answer) implements Pending {}

        /** There are no more. */
        record End(Optional<IOException> failure) implements Pending {}
    }

    /**
     * An exchange that {@link #run} begins.
     *
     * @param json writes the answers; neither flushes after each nor puts anything between two of them
     * @param maxInFlight lines read whose answers are not written, at most
     * @param stopping what the first line is answered that was not read because of {@link #stop}
     */
    LineExchange(
            Lines lines,
            LineReader reader,
            Receiver receiver,
            ObjectWriter json,
            int maxInFlight,
            HttpProblem stopping) {
        this.lines = lines;
        this.reader = reader;
        this.receiver = receiver;
        this.json = json;
        this.waiting = new ArrayBlockingQueue<>(maxInFlight);
        this.stopping = stopping;
    }

    /**
     * Reads and answers all lines; returns when the last answer is written.
     *
     * @throws IOException if the body breaks off, or nobody takes the answers
     */
    void run(OutputStream response) throws IOException {
        Thread reading = begin();
        try {
            writeAnswers(json.createGenerator(new BufferedOutputStream(response, BUFFER)));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped before all lines were answered");
        } finally {
            // It waits for bytes, for room or for nothing any more; whatever comes is nobody's now.
            abandoned = true;
            reading.interrupt();
        }
    }

    private synchronized Thread begin() {
        // The lines belong to the trace of their request.
        Thread reading =
                Thread.ofVirtual().name("lines").unstarted(Context.current().wrap(this::readAhead));
        ahead = reading;
        reading.start();
        return reading;
    }

    /** Reads no more; what was read is still answered. Does not wait. From any thread. */
    synchronized void stop() {
        stopped = true;
        if (ahead != null) {
            // It may wait for bytes that never come.
            ahead.interrupt();
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private void readAhead() {
        try {
            Optional<IOException> failure = Optional.empty();
            try {
                while (!isStopped() && lines.next()) {
                    if (!lines.isBlank()) {
                        put(new Pending.Line(lines.number(), receive()));
                    }
                }
            } catch (IOException e) {
                failure = Optional.of(e);
            }
            if (isStopped()) {
                put(new Pending.Line(
                        lines.number() + 1, CompletableFuture.completedFuture(new Answer.Failed(stopping))));
                failure = Optional.empty();
            }
            put(new Pending.End(failure));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until it may; a stop ends the reading, and not this. */
    private void put(Pending next) throws InterruptedException {
        while (true) {
            try {
                waiting.put(next);
                return;
            } catch (InterruptedException e) {
                if (abandoned) {
                    throw e;
                }
            }
        }
    }

    private CompletableFuture<Answer> receive() {
        Report report;
        try {
            report = reader.read(lines);
        } catch (HttpProblem problem) {
            return CompletableFuture.completedFuture(new Answer.Failed(problem));
        }
        return receiver.receive(lines.number(), report).toCompletableFuture();
    }

    private void writeAnswers(JsonGenerator answers) throws IOException, InterruptedException {
        while (true) {
            switch (next(answers)) {
                case Pending.Line(long number, CompletableFuture<Answer> answer) -> {
                    if (!answer.isDone()) {
                        answers.flush();
                    }
                    json.writeValue(answers, LineAnswer.of(number, answer.join()));
                    answers.writeRaw('\n');
                }
                case Pending.End(Optional<IOException> failure) -> {
                    answers.flush();
                    if (failure.isPresent()) {
                        throw failure.get();
                    }
                    return;
                }
            }
        }
    }

    /** Before it waits for a line, all that is known is on its way to whoever waits for it. */
    private Pending next(JsonGenerator answers) throws IOException, InterruptedException {
        @Nullable Pending next = waiting.poll();
        if (next == null) {
            answers.flush();
            next = waiting.take();
        }
        return next;
    }
}
