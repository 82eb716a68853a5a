package dev.rota.localstack;

import dev.rota.localstack.process.Component;

/** Told what happens to the stack's components; called from several threads. */
public interface StackListener {

    /** A component runs and has answered its readiness check. */
    default void ready(Component component) {}

    /** A component that ran has ended although nobody asked it to. */
    default void failed(Component component) {}

    /** A component was asked to end and has ended. */
    default void stopped(Component component) {}
}
