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
 * address. Thread-safe; ending it while it starts makes the start fail.
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
    private static final Duration ARCHIVE_DEADLINE = Duration.ofSeconds(20);
    private static final Duration READY_POLL = Duration.ofMillis(50);
    private static final int LOG_LINES_IN_ERROR = 15;

    private final String name;
    private final String address;
    private final Path log;
    private final Supplier<ProcessSpec> launch;
    private final BooleanSupplier ready;
    private final Supplier<OptionalLong> server;
    private final Consumer<Component> onFailure;

    /** Held while starting, so that two starts make one process. Ending does not wait for it: it ends a start too. */
    private final Object starting = new Object();

    private volatile State state = State.STOPPED;
    private volatile @Nullable ManagedProcess process;
    private volatile Optional<ClassArchive> archive = Optional.empty();
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
        synchronized (starting) {
            if (isRunning()) {
                return;
            }
            startedAt = Instant.now();
            long begin = System.nanoTime();
            moveTo(State.STARTING);
            ProcessSpec spec = launch.get();
            ManagedProcess started = ManagedProcess.start(spec);
            archive = spec.archive();
            process = started;
            awaitReady(started, begin);
            timeToReady = Duration.ofNanos(System.nanoTime() - begin);
            if (!moveFrom(State.STARTING, State.READY)) {
                throw new StackException(name + " was ended while it started.");
            }
            var _ = started.onExit().thenAccept(this::noticeExit);
        }
    }

    private void awaitReady(ManagedProcess started, long begin) {
        while (!ready.getAsBoolean()) {
            if (!started.isAlive()) {
                throw startFailed(" ended with code " + started.exitCode() + " while it started.");
            }
            if (System.nanoTime() - begin > READY_DEADLINE.toNanos()) {
                StackException failure = startFailed(" was not ready within " + READY_DEADLINE.toSeconds() + " s.");
                started.kill();
                throw failure;
            }
            pause();
        }
    }

    private StackException startFailed(String how) {
        moveFrom(State.STARTING, State.FAILED);
        return new StackException(name + how + endOfLog());
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
        if (ended == process && moveFrom(State.READY, State.FAILED)) {
            onFailure.accept(this);
        }
    }

    /**
     * Asks the process to end and kills it when it has not done so in time.
     *
     * @return whether it ended by itself, or was not running
     */
    public boolean stop(Duration deadline) {
        ManagedProcess current = process;
        if (current == null || !current.isAlive()) {
            return true;
        }
        moveTo(State.STOPPED);
        return current.stop(deadline);
    }

    /** The archive of its classes that the process uses, or writes when it is stopped; empty while it does not run, and for most. */
    public Optional<ClassArchive> archive() {
        return isRunning() ? archive : Optional.empty();
    }

    /** Stops the process, and keeps the archive that it writes. */
    public void stopAndKeepArchive() {
        Optional<ClassArchive> written = archive();
        if (stop(ARCHIVE_DEADLINE)) {
            written.ifPresent(ClassArchive::keep);
        }
    }

    /** Ends the process as {@code kill -9} does; does nothing when it does not run. */
    public void kill() {
        ManagedProcess current = process;
        if (current == null || !current.isAlive()) {
            return;
        }
        moveTo(State.KILLED);
        server.get().stream()
                .mapToObj(ProcessHandle::of)
                .flatMap(Optional::stream)
                .forEach(ProcessHandle::destroyForcibly);
        current.kill();
    }

    /**
     * Takes all time away from the process (SIGSTOP), as a hypervisor or a long collection does, until {@link #thaw}. It
     * knows nothing of it, and its connections stay open.
     *
     * @throws StackException if it does not run
     */
    public void freeze() {
        signal("STOP");
    }

    /**
     * Lets a frozen process go on.
     *
     * @throws StackException if it does not run
     */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String signal) {
        ManagedProcess current = process;
        if (current == null || !current.isAlive()) {
            throw new StackException(name + " does not run.");
        }
        current.signal(signal);
    }

    private synchronized void moveTo(State next) {
        state = next;
    }

    private synchronized boolean moveFrom(State expected, State next) {
        if (state != expected) {
            return false;
        }
        state = next;
        return true;
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
