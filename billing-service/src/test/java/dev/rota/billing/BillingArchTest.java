package dev.rota.billing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.rota.billing.invoicing.Cancellation;
import dev.rota.billing.invoicing.Charge;
import dev.rota.billing.invoicing.CreditNote;
import dev.rota.billing.invoicing.Invoice;
import dev.rota.billing.invoicing.UnbillableEventException;

@AnalyzeClasses(packages = "dev.rota.billing", importOptions = ImportOption.DoNotIncludeTests.class)
class BillingArchTest {

    /** What an invoice is does not depend on how it is read, stored or shown. */
    @ArchTest
    static final ArchRule THE_DOMAIN_KNOWS_NO_FRAMEWORK = noClasses()
            .that()
            .belongToAnyOf(
                    Cancellation.class, Charge.class, CreditNote.class, Invoice.class, UnbillableEventException.class)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.quarkus..", "jakarta..", "org.apache.kafka..", "org.apache.avro..", "dev.rota.contracts..");

    @ArchTest
    static final ArchRule INVOICING_DOES_NOT_KNOW_WHERE_EVENTS_COME_FROM = noClasses()
            .that()
            .resideInAPackage("..invoicing..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.rota.billing.consuming..", "dev.rota.keyedconsumer..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule NO_SERVICE_KNOWS_ANOTHERS_CLASSES = classes()
            .that()
            .resideInAPackage("dev.rota.billing..")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages("dev.rota.orderproducer..", "dev.rota.lagmonitor..", "dev.rota.localstack..");
}
