package dev.rota.lagmonitor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.rota.lagmonitor", importOptions = DoNotIncludeTests.class)
class LagMonitorArchTest {

    @ArchTest
    static final ArchRule evaluationKnowsNothingButJava = classes()
            .that()
            .resideInAnyPackage("..lagmonitor.evaluation..", "..lagmonitor.history..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "..lagmonitor.evaluation..", "..lagmonitor.history..");

    @ArchTest
    static final ArchRule scalingKnowsNothingButEvaluation = classes()
            .that()
            .resideInAPackage("..lagmonitor.scaling..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "..lagmonitor.evaluation..", "..lagmonitor.scaling..");

    @ArchTest
    static final ArchRule alertingKnowsNothingButFiguresAndAdvice = classes()
            .that()
            .resideInAPackage("..lagmonitor.alerting..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "..lagmonitor.evaluation..",
                    "..lagmonitor.scaling..",
                    "..lagmonitor.alerting..");

    @ArchTest
    static final ArchRule onlySamplingSpeaksToKafka = noClasses()
            .that()
            .resideOutsideOfPackage("..lagmonitor.sampling..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule samplingKnowsNobodyWhoReadsIt = noClasses()
            .that()
            .resideInAPackage("..lagmonitor.sampling..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..lagmonitor.api..",
                    "..lagmonitor.metrics..",
                    "..lagmonitor.alerting..",
                    "..lagmonitor.notifying..");

    @ArchTest
    static final ArchRule theMonitorKnowsNoOtherModuleOfTheHouse = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages("dev.rota.contracts..", "dev.rota.localstack..");
}
