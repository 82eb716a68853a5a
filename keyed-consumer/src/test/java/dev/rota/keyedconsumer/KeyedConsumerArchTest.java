package dev.rota.keyedconsumer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;

@AnalyzeClasses(packagesOf = KeyedConsumer.class, importOptions = ImportOption.DoNotIncludeTests.class)
class KeyedConsumerArchTest {

    @ArchTest
    static final ArchRule itIsAPlainLibrary = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.apache.kafka.clients..",
                    "org.apache.kafka.common..",
                    "org.slf4j..",
                    "org.jspecify..",
                    "dev.rota.keyedconsumer..");

    /** Kafka's consumer is not safe for threads: only what belongs to the poll thread may hold it. */
    @ArchTest
    static final ArchRule onlyThePollThreadTouchesTheClient = noClasses()
            .that()
            .doNotBelongToAnyOf(
                    KeyedConsumer.class,
                    PollLoop.class,
                    PositionKeeper.class,
                    Ownership.class,
                    FlowControl.class,
                    OffsetCommitter.class)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Consumer.class, KafkaConsumer.class);

    @ArchTest
    static final ArchRule theLedgerKnowsNothingOfThreadsOrClients = noClasses()
            .that()
            .belongToAnyOf(OffsetLedger.class, HandOut.class, BufferBound.class)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.concurrent..", "org.apache.kafka.clients..", "org.slf4j..");
}
