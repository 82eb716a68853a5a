package dev.rota.department;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.rota.department.task.Task;
import dev.rota.department.task.Work;

@AnalyzeClasses(packages = "dev.rota.department", importOptions = ImportOption.DoNotIncludeTests.class)
class DepartmentArchTest {

    @ArchTest
    static final ArchRule THE_DOMAIN_KNOWS_NO_FRAMEWORK = noClasses()
            .that()
            .belongToAnyOf(Task.class, Work.class)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.quarkus..", "jakarta..", "org.apache.kafka..", "org.apache.avro..", "dev.rota.contracts..");

    @ArchTest
    static final ArchRule TASKS_DO_NOT_KNOW_WHERE_EVENTS_COME_FROM = noClasses()
            .that()
            .resideInAPackage("..task..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.rota.department.consuming..", "dev.rota.department.commit..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule NO_SERVICE_KNOWS_ANOTHERS_CLASSES = classes()
            .that()
            .resideInAPackage("dev.rota.department..")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages(
                    "dev.rota.orderproducer..", "dev.rota.billing..", "dev.rota.lagmonitor..", "dev.rota.localstack..");
}
