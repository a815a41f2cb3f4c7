package io.contee;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

/** Holds the arrows between the packages. */
@AnalyzeClasses(packages = "io.contee", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule arrowsPointOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("model")
            .definedBy("io.contee.model..")
            .layer("count")
            .definedBy("io.contee.count..")
            .layer("domainxml")
            .definedBy("io.contee.domainxml..")
            .layer("net")
            .definedBy("io.contee.net..")
            .layer("log")
            .definedBy("io.contee.log..")
            .layer("broker")
            .definedBy("io.contee.broker..")
            .layer("libvirt")
            .definedBy("io.contee.libvirt..")
            .layer("hook")
            .definedBy("io.contee.hook..")
            .layer("manager")
            .definedBy("io.contee.manager..")
            .layer("collect")
            .definedBy("io.contee.collect..")
            .layer("metrics")
            .definedBy("io.contee.metrics..")
            .layer("http")
            .definedBy("io.contee.http..")
            .layer("doctor")
            .definedBy("io.contee.doctor..")
            .layer("cli")
            .definedBy("io.contee.cli..")
            .whereLayer("model")
            .mayNotAccessAnyLayer()
            .whereLayer("count")
            .mayOnlyAccessLayers("model")
            .whereLayer("domainxml")
            .mayOnlyAccessLayers("model")
            .whereLayer("net")
            .mayOnlyAccessLayers("model")
            .whereLayer("log")
            .mayOnlyAccessLayers("model", "count")
            .whereLayer("broker")
            .mayOnlyAccessLayers("model", "count", "net", "log")
            .whereLayer("libvirt")
            .mayOnlyAccessLayers("model", "domainxml")
            .whereLayer("hook")
            .mayOnlyAccessLayers("model", "domainxml", "broker")
            .whereLayer("manager")
            .mayOnlyAccessLayers("model", "count", "domainxml", "net", "log", "broker", "libvirt", "hook")
            .whereLayer("collect")
            .mayOnlyAccessLayers("model", "log", "libvirt", "manager")
            .whereLayer("metrics")
            .mayOnlyAccessLayers("model", "count", "manager")
            .whereLayer("http")
            .mayOnlyAccessLayers("model", "count", "log", "manager", "collect", "metrics")
            .whereLayer("doctor")
            .mayOnlyAccessLayers("model", "domainxml", "net", "libvirt", "manager", "http")
            .whereLayer("cli")
            .mayOnlyAccessLayers("model", "domainxml", "log", "manager", "collect", "http", "doctor")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.contee.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyCliExits = ArchRuleDefinition.noClasses()
            .that()
            .resideOutsideOfPackage("io.contee.cli..")
            .should()
            .callMethod(System.class, "exit", int.class);
}
