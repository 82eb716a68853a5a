package dev.rota.localstack.tether;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Java agent that ends its process when the parent process is gone, however that died.
 *
 * <p>The parent holds the writing end of the child's standard input and never writes. When the parent ends, even by
 * SIGKILL, the kernel closes the pipe and the read below returns: the child then shuts down as on SIGTERM, and is
 * halted if that takes longer than {@value #GRACE_SECONDS} s.
 *
 * <p>A child that needs its standard input for itself is told the parent's process id as the agent's argument instead.
 */
public final class Tether {

    private static final int GRACE_SECONDS = 15;

    private static final int EXIT_CODE_OF_SIGTERM = 143;

    private Tether() {}

    /** Called by the JVM before the program's main method. */
    public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
        Runnable awaitEndOfParent = arguments == null ? Tether::awaitEndOfInput : () -> awaitEndOf(arguments);
        Thread.ofPlatform().name("tether").daemon().start(() -> holdOn(awaitEndOfParent));
    }

    private static void holdOn(Runnable awaitEndOfParent) {
        awaitEndOfParent.run();
        Thread.ofPlatform().name("tether-halt").daemon().start(Tether::haltAfterGrace);
        System.exit(EXIT_CODE_OF_SIGTERM);
    }

    private static void awaitEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // Nobody writes; whatever comes is not for this program.
            }
        } catch (IOException e) {
            // A broken pipe tells the same as its end: the parent is gone.
        }
    }

    private static void awaitEndOf(String pid) {
        ProcessHandle.of(Long.parseLong(pid))
                .ifPresent(parent -> parent.onExit().join());
    }

    private static void haltAfterGrace() {
        try {
            TimeUnit.SECONDS.sleep(GRACE_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(EXIT_CODE_OF_SIGTERM);
    }
}
