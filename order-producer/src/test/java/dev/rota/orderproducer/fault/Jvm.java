package dev.rota.orderproducer.fault;

import dev.rota.localstack.process.Component;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The memory of a running service. */
final class Jvm {

    /** What may come and go between two looks: caches, compiled code's data, connections. */
    static final long TOLERANCE = 24L << 20;

    private static final Pattern TOTAL = Pattern.compile("^Total\\s+\\d+\\s+(?<bytes>\\d+)$", Pattern.MULTILINE);

    private final Component service;

    Jvm(Component service) {
        this.service = service;
    }

    /** Bytes of the heap that are in use, by a histogram of the live objects, which collects all others first. */
    long liveHeap() throws Exception {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(service.pid().orElseThrow()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String printed = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher total = TOTAL.matcher(printed);
        if (jcmd.waitFor() != 0 || !total.find()) {
            throw new IllegalStateException("jcmd said: " + printed);
        }
        return Long.parseLong(total.group("bytes"));
    }
}
