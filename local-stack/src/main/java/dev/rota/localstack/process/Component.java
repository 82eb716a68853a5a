package dev.rota.localstack.process;

import dev.rota.localstack.StackException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One named part of the stack: a process that can be started, waited for, stopped, killed and started again at the same
 * address. Thread-safe; starting and stopping exclude each other.
 */
public final class Component {

    /** Where a component is in its life. */
    public enum State {
        /** Never started, or stopped on request. */
        STOPPED,
        /** The process runs and is not ready yet. */
        STARTING,
        /** The process runs and has answered its readiness check. */
        READY,
        /** Killed on request. */
        KILLED,
        /** Ended although nobody asked it to. */
        FAILED
    }

    private static final Duration READY_DEADLINE = Duration.ofSeconds(90);
    private static final Duration READY_POLL = Duration.ofMillis(50);
    private static final int LOG_LINES_IN_ERROR = 15;

    private final String name;
    private final String address;
    private final Path log;
    private final Supplier<ProcessSpec> launch;
    private final BooleanSupplier ready;
    private final Supplier<OptionalLong> server;
    private final Consumer<Component> onFailure;

    /** Guards starting and stopping; {@link #process} and {@link #state} are written under it and read without. */
    private final Object transition = new Object();

    private volatile @Nullable ManagedProcess process;
    private volatile State state = State.STOPPED;
    private volatile Instant startedAt = Instant.EPOCH;
    private volatile Duration timeToReady = Duration.ZERO;

    /**
     * @param name unique in the stack, for example {@code billing-service-2}
     * @param address where it is reached, for people
     * @param log the file its output goes to
     * @param launch makes the process to start, anew for each start
     * @param ready whether it answers; called again and again while it starts
     * @param server the process that does the work where it is not the child itself
     * @param onFailure told when the process ends although nobody asked it to
     */
    public Component(
            String name,
            String address,
            Path log,
            Supplier<ProcessSpec> launch,
            BooleanSupplier ready,
            Supplier<OptionalLong> server,
            Consumer<Component> onFailure) {
        this.name = name;
        this.address = address;
        this.log = log;
        this.launch = launch;
        this.ready = ready;
        this.server = server;
        this.onFailure = onFailure;
    }

    public String name() {
        return name;
    }

    public String address() {
        return address;
    }

    public Path log() {
        return log;
    }

    public State state() {
        return state;
    }

    /** When the process was last started. */
    public Instant startedAt() {
        return startedAt;
    }

    /** From the last start to its first ready answer. */
    public Duration timeToReady() {
        return timeToReady;
    }

    /** The process that does the work; empty while there is none. */
    public OptionalLong pid() {
        ManagedProcess current = process;
        if (current == null || !current.isAlive()) {
            return OptionalLong.empty();
        }
        OptionalLong other = server.get();
        return other.isPresent() ? other : OptionalLong.of(current.pid());
    }

    public boolean isRunning() {
        ManagedProcess current = process;
        return current != null && current.isAlive();
    }

    /**
     * Starts the process and waits until it is ready; does nothing when it runs.
     *
     * @throws StackException if it ends or is not ready within 90 s; the message holds the end of its log
     */
    public void start() {
        synchronized (transition) {
            if (isRunning()) {
                return;
            }
            startedAt = Instant.now();
            long begin = System.nanoTime();
            state = State.STARTING;
            ManagedProcess started = ManagedProcess.start(launch.get());
            process = started;
            awaitReady(started, begin);
            timeToReady = Duration.ofNanos(System.nanoTime() - begin);
            state = State.READY;
            var _ = started.onExit().thenAccept(this::noticeExit);
        }
    }

    private void awaitReady(ManagedProcess started, long begin) {
        while (!ready.getAsBoolean()) {
            if (!started.isAlive()) {
                state = State.FAILED;
                throw new StackException(
                        name + " ended with code " + started.exitCode() + " while it started." + endOfLog());
            }
            if (System.nanoTime() - begin > READY_DEADLINE.toNanos()) {
                started.kill();
                state = State.FAILED;
                throw new StackException(
                        name + " was not ready within " + READY_DEADLINE.toSeconds() + " s." + endOfLog());
            }
            pause();
        }
    }

    private void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(READY_POLL.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while waiting for " + name + ".", e);
        }
    }

    private void noticeExit(ManagedProcess ended) {
        if (ended == process && state == State.READY) {
            state = State.FAILED;
            onFailure.accept(this);
        }
    }

    /**
     * Asks the process to end and kills it when it has not done so in time.
     *
     * @return whether it ended by itself, or was not running
     */
    public boolean stop(Duration deadline) {
        synchronized (transition) {
            return end(State.STOPPED, current -> current.stop(deadline));
        }
    }

    /** Ends the process as {@code kill -9} does. */
    public void kill() {
        synchronized (transition) {
            OptionalLong victim = pid();
            end(State.KILLED, current -> {
                victim.stream()
                        .filter(pid -> pid != current.pid())
                        .mapToObj(ProcessHandle::of)
                        .flatMap(Optional::stream)
                        .forEach(ProcessHandle::destroyForcibly);
                current.kill();
                return true;
            });
        }
    }

    private boolean end(State result, java.util.function.Predicate<ManagedProcess> how) {
        ManagedProcess current = process;
        if (current == null || !current.isAlive()) {
            return true;
        }
        state = result;
        return how.test(current);
    }

    /** How the process ended, for people; empty while it runs. */
    public Optional<String> ending() {
        ManagedProcess current = process;
        return current == null || current.isAlive()
                ? Optional.empty()
                : Optional.of("ended with code " + current.exitCode() + "." + endOfLog());
    }

    private String endOfLog() {
        ManagedProcess current = process;
        if (current == null) {
            return "";
        }
        return current.lastLogLines(LOG_LINES_IN_ERROR).stream()
                .map(line -> "\n    " + line)
                .collect(Collectors.joining("", "\n  The end of " + log + ":", ""));
    }
}
