package dev.rota.localstack.images;

import dev.rota.localstack.Folders;
import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;

/**
 * Builds images of what Maven has built: it puts together the folder that {@code deploy/images/Dockerfile} is given, and has an engine build it.
 *
 * @param home where everything was built
 * @param engine what builds
 * @param base what images start from; the Dockerfile's own if empty
 * @param version of what was built, and the tag
 * @param revision of the sources; empty where they are not in git
 */
public record ImageBuild(
        RotaHome home, Engine engine, Optional<String> base, String version, Optional<String> revision) {

    /** As Quarkus names libraries, and as Maven does. */
    private static final Pattern OWN = Pattern.compile("dev\\.rota\\.|contracts-|local-stack-");

    private static final String DEFAULT_BASE = "ARG BASE=";

    /** Where the program is in the image, below the root. */
    private static final Path INSTALLED = Path.of("opt", "rota");

    /** What files are dated, so that the same build gives the same layers. */
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

    /**
     * Makes sure that what images start from is here, and is what they can start from.
     *
     * @throws StackException if not
     */
    public void checkBase() {
        engine.checkBase(startsFrom());
    }

    /**
     * Builds an image.
     *
     * @return its name and tag
     * @throws StackException if the engine fails, or something was not built
     */
    public String build(Image image) {
        String name = "rota/" + image.label() + ":" + version;
        Path folder = prepare(image);
        List<String> arguments =
                new ArrayList<>(List.of("build", "--file", dockerfile().toString(), "--tag", name));
        base.ifPresent(given -> arguments.addAll(List.of("--build-arg", "BASE=" + given)));
        labels(image).forEach((label, value) -> arguments.addAll(List.of("--label", label + "=" + value)));
        arguments.add(folder.toString());
        engine.run(arguments, home.root());
        return name;
    }

    /**
     * Puts together what the Dockerfile is given for an image.
     *
     * @return the folder
     * @throws StackException if something was not built
     */
    public Path prepare(Image image) {
        Path folder = folder(image);
        try {
            prepare(image, folder);
            return folder;
        } catch (IOException e) {
            throw new StackException("Cannot prepare " + folder + ": " + e.getMessage(), e);
        }
    }

    /**
     * Puts the list of an image's parts (CycloneDX) beside its folder, where Maven has made one.
     *
     * @return where it is
     */
    public Path describe(Image image) {
        Path list = folder(image).resolveSibling(image.label() + ".cdx.json");
        try {
            return Files.copy(
                    home.root().resolve(image.label()).resolve("target/bom.json"),
                    list,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StackException("Cannot write " + list + ": " + e.getMessage(), e);
        }
    }

    /**
     * Pushes an image to a registry, under its own name.
     *
     * @param name as {@link #build} gave it
     * @param registry host, port and path where there are: {@code registry.example/house}
     * @return the name it has there
     */
    public String push(String name, String registry) {
        String there = registry.replaceFirst("/$", "") + "/" + name;
        engine.run(List.of("tag", name, there), home.root());
        engine.run(List.of("push", there), home.root());
        return there;
    }

    private Path folder(Image image) {
        return home.root().resolve("target/images").resolve(image.label());
    }

    private Path sources() {
        return home.root().resolve("deploy/images");
    }

    /** By which all images are built. */
    public Path dockerfile() {
        return sources().resolve("Dockerfile");
    }

    private void prepare(Image image, Path folder) throws IOException {
        Folders.delete(folder);
        Path program = Files.createDirectories(folder.resolve("program").resolve(INSTALLED));
        Path libraries =
                Files.createDirectories(folder.resolve("lib").resolve(INSTALLED).resolve("lib"));
        Path module = home.root().resolve(image.label());
        PathUtils.copyDirectory(module.resolve(image.libraries()), libraries);
        moveOwn(libraries, folder.resolve("own").resolve(INSTALLED).resolve("lib"));
        for (Map.Entry<String, String> part : image.program().entrySet()) {
            Path built = module.resolve(part.getKey());
            if (Files.isDirectory(built)) {
                PathUtils.copyDirectory(built, program.resolve(part.getValue()));
            } else {
                Files.copy(built, program.resolve(part.getValue()));
            }
        }
        for (String options : List.of("java.options", "training.options")) {
            Files.copy(sources().resolve(options), program.resolve(options));
        }
        Files.copy(sources().resolve(image.label() + ".options"), program.resolve("program.options"));
        date(folder);
    }

    /** Rota's own libraries change with it, and go into a layer of their own. */
    private static void moveOwn(Path libraries, Path own) throws IOException {
        Files.createDirectories(own);
        try (Stream<Path> files = Files.walk(libraries)) {
            for (Path file : files.filter(ImageBuild::isOwn).toList()) {
                Path there = own.resolve(libraries.relativize(file));
                Files.createDirectories(there.getParent());
                Files.move(file, there);
            }
        }
    }

    private static boolean isOwn(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file) && OWN.matcher(name).lookingAt();
    }

    private static void date(Path folder) throws IOException {
        var _ = Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
                Files.setLastModifiedTime(file, LONG_AGO);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                Files.setPosixFilePermissions(visited, PosixFilePermissions.fromString("rwxr-xr-x"));
                Files.setLastModifiedTime(visited, LONG_AGO);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** What it says about itself, as the OCI names such things. */
    Map<String, String> labels(Image image) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("org.opencontainers.image.title", "rota/" + image.label());
        labels.put("org.opencontainers.image.description", image.description());
        labels.put("org.opencontainers.image.version", version);
        revision.ifPresent(commit -> labels.put("org.opencontainers.image.revision", commit));
        labels.put("org.opencontainers.image.licenses", "Apache-2.0");
        String[] nameAndDigest = startsFrom().split("@", 2);
        labels.put("org.opencontainers.image.base.name", nameAndDigest[0]);
        if (nameAndDigest.length > 1) {
            labels.put("org.opencontainers.image.base.digest", nameAndDigest[1]);
        }
        return labels;
    }

    private String startsFrom() {
        return base.orElseGet(() -> {
            try (Stream<String> lines = Files.lines(dockerfile())) {
                return lines.filter(line -> line.startsWith(DEFAULT_BASE))
                        .findFirst()
                        .orElseThrow(() -> new StackException(dockerfile() + " has no line " + DEFAULT_BASE))
                        .substring(DEFAULT_BASE.length());
            } catch (IOException e) {
                throw new StackException("Cannot read " + dockerfile() + ": " + e.getMessage(), e);
            }
        });
    }
}
