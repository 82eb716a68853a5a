package dev.rota.analytics;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.rota.analytics", importOptions = ImportOption.DoNotIncludeTests.class)
class AnalyticsArchTest {

    @ArchTest
    static final ArchRule THE_DOMAIN_KNOWS_NO_FRAMEWORK = noClasses()
            .that()
            .haveSimpleName("Totals")
            .or()
            .haveSimpleName("OrderLifecycle")
            .or()
            .haveSimpleName("Anomalies")
            .or()
            .haveSimpleName("Minutes")
            .or()
            .haveSimpleName("Matching")
            .or()
            .haveSimpleName("SpeedWatch")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "org.apache.kafka..", "..streams..", "..query..");

    @ArchTest
    static final ArchRule THE_TOPOLOGY_KNOWS_NEITHER_ITS_RUNTIME_NOR_WHO_ASKS = noClasses()
            .that()
            .resideInAnyPackage(
                    "..topology..",
                    "..state..",
                    "..deadline..",
                    "..time..",
                    "..revenue..",
                    "..lifecycle..",
                    "..minutes..",
                    "..vehicles..",
                    "..reconciliation..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.quarkus..", "jakarta..", "dev.rota.analytics.streams..", "dev.rota.analytics.query..");

    @ArchTest
    static final ArchRule NO_SERVICE_KNOWS_ANOTHERS_CLASSES = classes()
            .that()
            .resideInAPackage("dev.rota.analytics..")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages(
                    "dev.rota.orderproducer..",
                    "dev.rota.billing..",
                    "dev.rota.department..",
                    "dev.rota.lagmonitor..",
                    "dev.rota.localstack..");
}
