package io.firn.daemon;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The allowed directions between the modules that one class path can hold, and within them. */
class ArchitectureTest {
    private static JavaClasses house;

    @BeforeAll
    static void read() {
        house = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.firn");
    }

    @Test
    void theLakeKnowsNobody() {
        noClasses()
                .that()
                .resideInAPackage("io.firn.lake..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.firn.maintenance..",
                        "io.firn.metrics..",
                        "io.firn.quality..",
                        "io.firn.alerts..",
                        "io.firn.daemon..",
                        "org.apache.parquet..",
                        "org.apache.avro..",
                        "com.fasterxml.jackson..",
                        "org.slf4j..")
                .check(house);
    }

    @Test
    void featuresDoNotKnowEachOther() {
        List<String> features =
                List.of("io.firn.maintenance..", "io.firn.metrics..", "io.firn.quality..", "io.firn.alerts..");
        for (String feature : features) {
            List<String> others = new ArrayList<>(features);
            others.remove(feature);
            others.add("io.firn.daemon..");
            noClasses()
                    .that()
                    .resideInAPackage(feature)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others.toArray(new String[0]))
                    .check(house);
        }
    }

    @Test
    void theColumnarEngineKnowsNothingOfRuns() {
        noClasses()
                .that()
                .resideInAPackage("io.firn.maintenance.columnar..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.firn.maintenance.engine..",
                        "io.firn.maintenance.ledger..",
                        "io.firn.maintenance.plan..",
                        "io.firn.maintenance.policy..",
                        "io.firn.maintenance.run..")
                .check(house);
    }

    @Test
    void quartzAndHttpAndTheCommandLineStayInTheDaemon() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.firn.daemon..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.quartz..", "io.javalin..", "picocli..")
                .check(house);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.firn.daemon.schedule..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.quartz..")
                .check(house);
    }

    @Test
    void awsClientsStayInAdapters() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..glue..", "..aws..", "io.firn.metrics.cloudwatch..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "software.amazon.awssdk..", "org.apache.iceberg.aws..", "io.micrometer.cloudwatch2..")
                .check(house);
    }

    @Test
    void noPackagesDependOnEachOtherInACircle() {
        slices().matching("io.firn.daemon.(*)..").should().beFreeOfCycles().check(house);
        slices().matching("io.firn.(*)..").should().beFreeOfCycles().check(house);
    }
}
