package io.firn.pipeline;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.firn.lake.table.WriterCheckpoint;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.firn");

    @Test
    void pipelineUsesConfigurationCatalogAndTheWritersMarkOfTheLakeOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.firn.pipeline..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.firn..")
                        .and(DescribedPredicate.not(resideInAnyPackage(
                                "io.firn.pipeline..",
                                "io.firn.lake.config",
                                "io.firn.lake.catalog",
                                "io.firn.lake.process")))
                        .and(DescribedPredicate.not(JavaClass.Predicates.equivalentTo(WriterCheckpoint.class))))
                .check(classes);
    }

    @Test
    void flinkIsNowhereElse() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.firn.pipeline..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.flink..")
                .check(classes);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.firn.pipeline.(*)..").should().beFreeOfCycles().check(classes);
    }
}
