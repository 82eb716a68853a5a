package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.keyedconsumer.ConsumerView.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A group whose members are processes of their own, so that they can be killed, frozen and asked to end. All write what
 * they have handled, a line for each record, to one file: the order of its lines is the order in which a store that all
 * share would have seen them.
 */
final class ProcessGroup implements AutoCloseable {

    /**
     * What its members do.
     *
     * @param handling how long they take for a record
     * @param fenced whether their lines carry fencing tokens; else 0
     */
    record Work(
            Protocol protocol,
            String group,
            String topic,
            Duration handling,
            int maxConcurrency,
            Duration commitInterval,
            boolean fenced) {}

    /** A record that a member has handled. */
    record Handling(String member, long token, int partition, long offset, String key, int number, Instant at) {

        static Handling parse(String line) {
            List<String> words = List.of(line.split(" "));
            return new Handling(
                    words.get(0),
                    Long.parseLong(words.get(1)),
                    Integer.parseInt(words.get(2)),
                    Long.parseLong(words.get(3)),
                    words.get(4),
                    Integer.parseInt(words.get(5)),
                    Instant.ofEpochMilli(Long.parseLong(words.get(6))));
        }

        String line() {
            return "%s %d %d %d %s %d %d\n".formatted(member, token, partition, offset, key, number, at.toEpochMilli());
        }
    }

    /** Something other than a record that a member has seen, in the words of {@link Program}. */
    record Event(Instant at, String what) {

        static Event parse(String line) {
            List<String> words = List.of(line.split(" ", 2));
            return new Event(Instant.ofEpochMilli(Long.parseLong(words.getFirst())), words.getLast());
        }
    }

    /** An offset of which a member has heard that it is committed. */
    record Commit(Instant at, int partition, long offset) {}

    /** One process. */
    final class Member {

        private final String name;
        private final Process process;

        private Member(String name, Process process) {
            this.name = name;
            this.process = process;
        }

        String name() {
            return name;
        }

        /** Ends it as {@code kill -9} does, and waits until it is gone. */
        void kill() {
            process.destroyForcibly();
            process.onExit().join();
        }

        /** Asks it to end, by SIGTERM, and waits until it has. */
        int terminate(Duration patience) throws InterruptedException {
            process.destroy();
            assertThat(process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS))
                    .as("%s has ended", name)
                    .isTrue();
            return process.exitValue();
        }

        /** Takes all its time away, as a hypervisor or a long collection does. It knows nothing of it. */
        void freeze() throws Exception {
            signal("STOP");
        }

        void thaw() throws Exception {
            signal("CONT");
        }

        private void signal(String signal) throws Exception {
            int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            assertThat(exit).as("kill -" + signal).isZero();
        }

        /** What happened to it so far. */
        List<Event> events() throws IOException {
            return Files.readAllLines(eventsOf(folder, name)).stream()
                    .map(Event::parse)
                    .toList();
        }

        /** Which commits it knows of so far. */
        List<Commit> commits() throws IOException {
            List<Commit> commits = new ArrayList<>();
            for (Event event : events()) {
                List<String> words = List.of(event.what().split(" ", -1));
                if (words.getFirst().equals("committed")) {
                    commits.add(new Commit(event.at(), Integer.parseInt(words.get(1)), Long.parseLong(words.get(2))));
                }
            }
            return commits;
        }

        /** What it has handled so far. */
        List<Handling> handled() throws IOException {
            return ProcessGroup.this.handled().stream()
                    .filter(handling -> handling.member().equals(name))
                    .toList();
        }
    }

    private final String bootstrapServers;
    private final Work work;
    private final Path folder;
    private final List<Member> members = new ArrayList<>();

    ProcessGroup(TestKafka kafka, Work work) throws IOException {
        this.bootstrapServers = kafka.bootstrapServers();
        this.work = work;
        this.folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "process-group-");
        Files.createFile(handledIn(folder));
    }

    private static Path handledIn(Path folder) {
        return folder.resolve("handled.log");
    }

    private static Path eventsOf(Path folder, String member) {
        return folder.resolve(member + ".events");
    }

    Member start() throws IOException {
        String name = "member-" + members.size();
        Files.createFile(eventsOf(folder, name));
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Program.class.getName(),
                name,
                folder.toString(),
                bootstrapServers,
                work.protocol().name(),
                work.group(),
                work.topic(),
                work.handling().toString(),
                Integer.toString(work.maxConcurrency()),
                work.commitInterval().toString(),
                Boolean.toString(work.fenced()));
        Member member = new Member(name, new ProcessBuilder(command).inheritIO().start());
        members.add(member);
        return member;
    }

    /** What all have handled so far, in this order. */
    List<Handling> handled() throws IOException {
        return Files.readAllLines(handledIn(folder)).stream()
                .map(Handling::parse)
                .toList();
    }

    static KeyHistory history(List<Handling> handlings) {
        KeyHistory history = new KeyHistory();
        for (Handling handling : handlings) {
            history.begin(handling.key(), handling.number());
            history.end(handling.key());
        }
        return history;
    }

    /** Kills whoever still lives, and removes what they wrote. */
    @Override
    public void close() throws IOException {
        members.forEach(Member::kill);
        List<Path> written;
        try (Stream<Path> files = Files.list(folder)) {
            written = files.toList();
        }
        for (Path file : written) {
            Files.delete(file);
        }
        Files.delete(folder);
    }

    /** What a member runs. It drains on SIGTERM, and ends with its parent. */
    static final class Program implements ConsumerListener {

        private final String name;
        private final Path folder;
        private final FileChannel handled;

        private Program(String name, Path folder) throws IOException {
            this.name = name;
            this.folder = folder;
            this.handled = FileChannel.open(handledIn(folder), StandardOpenOption.APPEND);
        }

        public static void main(String[] arguments) throws Exception {
            List<String> words = List.of(arguments);
            ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
            Thread.ofPlatform().daemon().start(() -> {
                parent.onExit().join();
                Runtime.getRuntime().halt(1);
            });
            Work work = new Work(
                    Protocol.valueOf(words.get(3)),
                    words.get(4),
                    words.get(5),
                    Duration.parse(words.get(6)),
                    Integer.parseInt(words.get(7)),
                    Duration.parse(words.get(8)),
                    Boolean.parseBoolean(words.get(9)));
            new Program(words.get(0), Path.of(words.get(1))).start(words.get(2), work);
        }

        private void start(String bootstrapServers, Work work) {
            KeyedConsumerBuilder<String, String> builder = TestKafka.consumer(
                            bootstrapServers, work.protocol(), work.group(), work.topic(), Map.of("client.id", name))
                    .maxConcurrency(work.maxConcurrency())
                    .commitInterval(work.commitInterval())
                    .listener(this)
                    .handler(record -> {
                        Thread.sleep(work.handling());
                        write(record);
                    });
            if (work.fenced()) {
                builder.fence(this::nextToken);
            }
            KeyedConsumer<String, String> consumer = builder.build();
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(consumer::close));
            consumer.start();
        }

        private void write(ReceivedRecord<String, String> record) throws IOException {
            Handling handling = new Handling(
                    name,
                    record.fencingToken(),
                    record.partition(),
                    record.offset(),
                    record.key(),
                    Integer.parseInt(record.value()),
                    Instant.now());
            // In one write, which neither another member's nor the end of this one can tear.
            handled.write(ByteBuffer.wrap(TestKafka.bytes(handling.line())));
        }

        /** Counts in a file, which all members of the group share. */
        private long nextToken(TopicPartition partition) throws IOException {
            Path counter = folder.resolve("token-" + partition.partition());
            try (FileChannel file = FileChannel.open(
                            counter, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                    FileLock _ = file.lock()) {
                ByteBuffer number = ByteBuffer.allocate(Long.BYTES);
                file.read(number, 0);
                long next = number.getLong(0) + 1;
                number.clear();
                file.write(number.putLong(next).flip(), 0);
                return next;
            }
        }

        @Override
        public void onAssigned(Set<TopicPartition> given, Set<TopicPartition> owned) {
            note("assigned " + given.size());
        }

        @Override
        public void onRevoked(Set<TopicPartition> taken, Duration drained, int abandoned) {
            note("revoked " + taken.size());
        }

        @Override
        public void onLost(Set<TopicPartition> lost, int abandoned) {
            note("lost " + lost.size());
        }

        @Override
        public void onCommitted(Map<TopicPartition, Long> offsets) {
            offsets.forEach((partition, offset) -> note("committed " + partition.partition() + " " + offset));
        }

        @Override
        public void onCommitFailed(Map<TopicPartition, Long> offsets, Exception cause) {
            note("refused " + cause.getClass().getSimpleName());
        }

        @Override
        public void onState(State state, @Nullable Throwable cause) {
            note("state " + state);
        }

        private void note(String event) {
            try {
                Files.writeString(
                        eventsOf(folder, name),
                        Instant.now().toEpochMilli() + " " + event + "\n",
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new IllegalStateException("cannot write down " + event, e);
            }
        }
    }
}
