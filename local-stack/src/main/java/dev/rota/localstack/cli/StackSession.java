package dev.rota.localstack.cli;

import dev.rota.localstack.LocalStack;
import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackException;
import dev.rota.localstack.StackListener;
import dev.rota.localstack.StackOptions;
import dev.rota.localstack.control.ControlServer;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.service.Service;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** A stack that this process runs and shows at its terminal, until it is stopped. */
final class StackSession {

    /** Gentle: a person can follow it in the logs. */
    private static final String SIMULATION = """
            {"ordersPerSecond": 5, "customers": 50, "checkoutsPerSecond": 1, "readingsPerSecond": 2}""";

    private final PrintWriter out;
    private final LocalStack stack;
    private final ControlServer control;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private StackSession(PrintWriter out, StackOptions options) {
        this.out = out;
        stack = LocalStack.prepare(RotaHome.locate(), options, new Narrator());
        control = new ControlServer(stack, () -> System.exit(0));
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("stop-stack").unstarted(this::stop));
    }

    /**
     * Starts a stack; Ctrl-C, {@code ./rota down} and SIGTERM stop it from here on.
     *
     * @throws StackException if it cannot be started
     */
    static StackSession start(PrintWriter out, StackOptions options, boolean idle) {
        long begin = System.nanoTime();
        StackSession session = new StackSession(out, options);
        session.say("Starting Rota; data and logs in " + options.data());
        try {
            session.stack.start();
        } catch (StackException e) {
            session.stop();
            throw e;
        }
        if (!idle && options.services().containsKey(Service.ORDER_PRODUCER)) {
            session.startSimulation();
        }
        session.say("Ready in " + seconds(System.nanoTime() - begin) + ".");
        return session;
    }

    LocalStack stack() {
        return stack;
    }

    private void startSimulation() {
        URI uri = stack.service(Service.ORDER_PRODUCER).url().resolve("/simulation");
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .timeout(Duration.ofSeconds(10))
                    .header("Content-Type", "application/json")
                    .PUT(HttpRequest.BodyPublishers.ofString(SIMULATION))
                    .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new StackException("The simulation was refused: " + response.body());
            }
            say("Simulation started: 5 orders from 50 customers, 1 checkout and 2 ambulance readings per second.");
        } catch (IOException e) {
            throw new StackException("The simulation cannot be started at " + uri + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while starting the simulation.", e);
        }
    }

    /** Returns when the stack has been stopped. */
    void awaitStop() {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops everything, once; a second caller waits for the first. */
    private void stop() {
        if (!stopping.compareAndSet(false, true)) {
            awaitStop();
            return;
        }
        long begin = System.nanoTime();
        say("Stopping.");
        // First: with the stack its data folder is given back, and the next launcher leaves its own word there.
        control.close();
        stack.close();
        say("Stopped in " + seconds(System.nanoTime() - begin) + ".");
        stopped.countDown();
    }

    private synchronized void say(String line) {
        out.println(line);
        out.flush();
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }

    /** One tidy line for each thing that happens. */
    private final class Narrator implements StackListener {

        @Override
        public void ready(Component component) {
            String time = seconds(component.timeToReady().toNanos());
            say(String.format(Locale.ROOT, "  up    %-20s %8s   %s", component.name(), time, component.address()));
        }

        @Override
        public void failed(Component component) {
            say("  FAIL  " + component.name() + " " + component.ending().orElse("ended."));
            say("        Start it again with ./rota start " + component.name() + ".");
        }

        @Override
        public void stopped(Component component) {
            say("  down  " + component.name());
        }
    }
}
