package dev.rota.localstack.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.localstack.RotaHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {

    @TempDir
    Path root;

    private Path jar;
    private ClassArchive archive;

    @BeforeEach
    void build() throws IOException {
        jar = Files.createDirectories(root.resolve("lib")).resolve("program.jar");
        Files.writeString(jar, "a jar");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(60)));
        List<String> program = List.of("-cp", root.resolve("lib") + "/*", "a.Program", "an argument");
        archive = ClassArchive.of(new RotaHome(root, true), program, root.resolve("draft.jsa"));
    }

    @Test
    void whoHasNoneIsToWriteIt() {
        assertThat(archive.isWritten()).isFalse();
        assertThat(archive.options()).contains("-XX:ArchiveClassesAtExit=" + root.resolve("draft.jsa"));
    }

    @Test
    void whatWasWrittenIsKeptAndUsed() throws IOException {
        Files.writeString(archive.draft(), "classes");

        archive.keep();

        assertThat(archive.draft()).doesNotExist();
        assertThat(archive.file()).hasContent("classes");
        assertThat(archive.options()).contains("-XX:SharedArchiveFile=" + archive.file());
    }

    @Test
    void whatWasNotWrittenIsNotThere() {
        archive.keep();

        assertThat(archive.isWritten()).isFalse();
    }

    @Test
    void anArchiveIsOfTheJarsItWasMadeOf() throws IOException {
        Files.writeString(archive.draft(), "classes");
        archive.keep();

        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60)));

        assertThat(archive.isWritten()).isFalse();
    }

    @Test
    void eachRunnableJarHasItsOwn() throws IOException {
        Path other =
                Files.writeString(Files.createDirectories(root.resolve("other")).resolve("run.jar"), "a jar");

        ClassArchive ofOther =
                ClassArchive.of(new RotaHome(root, true), List.of("-jar", other.toString()), root.resolve("draft.jsa"));

        assertThat(ofOther.file().getFileName()).hasToString("other-run-jar.jsa");
    }
}
