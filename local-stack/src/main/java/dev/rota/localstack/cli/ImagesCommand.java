package dev.rota.localstack.cli;

import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackException;
import dev.rota.localstack.images.Engine;
import dev.rota.localstack.images.Image;
import dev.rota.localstack.images.ImageBuild;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Builds container images. */
@Command(
        name = "images",
        description = {
            "Builds container images of the services, rota/NAME, and lists what is in each (target/images/NAME.cdx.json).",
            "Needs a container engine, which pulls what the images start from."
        },
        mixinStandardHelpOptions = true)
final class ImagesCommand implements Callable<Integer> {

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "For example billing-service; all if none is named.")
    private List<String> names = List.of();

    @Option(
            names = "--base",
            paramLabel = "IMAGE",
            description =
                    "What images start from: one with Java 25 on its path. A Temurin JRE, by its digest, if not given.")
    private @Nullable String base;

    @Option(names = "--tag", paramLabel = "TAG", description = "The version if not given.")
    private @Nullable String tag;

    @Option(
            names = "--push",
            paramLabel = "REGISTRY",
            description = "Pushes each image to REGISTRY/rota/NAME as well, for example registry.example/house.")
    private @Nullable String registry;

    @Option(
            names = "--engine",
            paramLabel = "COMMAND",
            description =
                    "Docker, or what takes the same arguments; docker or podman, whichever there is, if not given.")
    private @Nullable String engine;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<Image> images = names.isEmpty()
                ? List.of(Image.values())
                : names.stream().map(Image::of).distinct().toList();
        // Before minutes are spent on the rest.
        Engine builder = Optional.ofNullable(engine).map(Engine::of).orElseGet(Engine::find);
        ImageBuild build = new ImageBuild(RotaHome.locate(), builder, Optional.ofNullable(base), version(), revision());
        build.checkBase();
        PrintWriter out = spec.commandLine().getOut();
        out.println("Building the services");
        int built = MavenCommand.run(
                List.of(
                        "--quiet",
                        "package",
                        "cyclonedx:makeBom",
                        "-Dmaven.test.skip",
                        "-Dspotless.check.skip",
                        "-am",
                        "-pl",
                        images.stream().map(Image::label).collect(Collectors.joining(","))),
                Map.of());
        if (built != 0) {
            return built;
        }
        for (Image image : images) {
            long begin = System.nanoTime();
            out.printf("%-20s ", image.label());
            out.flush();
            String name = build.build(image);
            build.describe(image);
            String there = registry == null ? name : build.push(name, registry);
            out.printf("%s  %d s%n", there, (System.nanoTime() - begin) / 1_000_000_000);
        }
        return 0;
    }

    private String version() {
        return Optional.ofNullable(tag)
                .or(() -> Optional.ofNullable(Rota.class.getPackage().getImplementationVersion()))
                .orElseThrow(() -> new StackException("The version is not known: give a --tag."));
    }

    /** The commit, and whether something was changed since. */
    private static Optional<String> revision() {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--abbrev=40", "--dirty", "--exclude=*")
                    .directory(RotaHome.locate().root().toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return Stream.of(said).filter(_ -> succeeded(git)).findFirst();
        } catch (IOException _) {
            // There is no git.
            return Optional.empty();
        }
    }

    private static boolean succeeded(Process process) {
        return process.onExit().join().exitValue() == 0;
    }
}
