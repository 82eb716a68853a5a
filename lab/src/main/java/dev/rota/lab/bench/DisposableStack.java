package dev.rota.lab.bench;

import dev.rota.localstack.Folders;
import dev.rota.localstack.LocalStack;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A stack for one benchmark, whose data is deleted at the end, Ctrl-C included: it may be gigabytes. */
public final class DisposableStack implements AutoCloseable {

    private final LocalStack stack;
    private final AtomicBoolean closed = new AtomicBoolean();

    private DisposableStack(LocalStack stack) {
        this.stack = stack;
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("stop-stack").unstarted(this::close));
    }

    /** Starts it; its data folder is emptied first. */
    public static DisposableStack start(LocalStack.Builder builder) {
        return new DisposableStack(builder.measured().start());
    }

    public LocalStack stack() {
        return stack;
    }

    @Override
    public synchronized void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        stack.close();
        try {
            Folders.delete(stack.data());
        } catch (IOException e) {
            System.err.println("rota: " + stack.data() + " cannot be deleted: " + e.getMessage());
        }
    }
}
