package dev.rota.localstack.process;

import dev.rota.localstack.RotaHome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to start.
 *
 * @param command program and arguments
 * @param environment variables to set beside those of this process
 * @param log file that standard output and error are appended to
 * @param archive of the program's classes, where it uses or writes one
 */
public record ProcessSpec(
        List<String> command, Map<String, String> environment, Path log, Optional<ClassArchive> archive) {

    /** It takes as long as a program's start, and pays for those that go on. */
    private static final String WITHOUT_SECOND_COMPILER = "-XX:TieredStopAtLevel=1";

    public ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** One without an archive. */
    public ProcessSpec(List<String> command, Map<String, String> environment, Path log) {
        this(command, environment, log, Optional.empty());
    }

    /**
     * A Java program on the JDK that runs this one, tied to this process: it ends when this process is gone. Its temporary
     * files go to the folder {@code tmp} beside that of its log.
     *
     * @param home where the agent lies
     * @param jvmArguments options of the JVM
     * @param program {@code -jar FILE} or {@code -cp PATH MainClass}, and the program's own arguments
     * @param environment as in the record
     * @param log as in the record
     */
    public static ProcessSpec java(
            RotaHome home,
            Collection<String> jvmArguments,
            List<String> program,
            Map<String, String> environment,
            Path log) {
        List<String> command = new ArrayList<>();
        // Ctrl-C reaches every process of the terminal's foreground group. The launcher stops its children in order,
        // so they must not stop by themselves; a signal ignored here stays ignored in the program that takes over.
        command.addAll(List.of("/bin/sh", "-c", "trap '' INT; exec \"$0\" \"$@\""));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-javaagent:" + home.tether());
        // Libraries unpack native code into the temporary folder, and a process that is killed leaves it there.
        Path temporary = log.toAbsolutePath().resolveSibling("../tmp").normalize();
        command.add("-Djava.io.tmpdir=" + temporary);
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        Optional<ClassArchive> archive = Optional.empty();
        if (home.startsFast()) {
            Path draft = temporary.resolve(log.getFileName() + ".jsa");
            archive = Optional.of(ClassArchive.of(home, program, draft));
            command.add(WITHOUT_SECOND_COMPILER);
            command.addAll(archive.get().options());
        }
        command.addAll(jvmArguments);
        command.addAll(program);
        return new ProcessSpec(command, environment, log, archive);
    }
}
