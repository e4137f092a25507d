package io.github.threeply.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.lang.module.ModuleDescriptor.Requires.Modifier.STATIC;
import static java.lang.module.ModuleDescriptor.Requires.Modifier.TRANSITIVE;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.threeply.core.SharedCounter;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.junit.FailOnLeaks;
import io.github.threeply.patterns.Tasks;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows between the modules: patterns and ipc know core, core knows nobody, the examples know all. */
class ArchitectureTest {
    private static final String CORE = "io.github.threeply.core";
    private static final String PATTERNS = "io.github.threeply.patterns";
    private static final String IPC = "io.github.threeply.ipc";
    private static final String JUNIT = "io.github.threeply.junit";
    private static final String EXAMPLES = "io.github.threeply.examples";

    private static JavaClasses all;

    @BeforeAll
    static void readTheClasses() {
        all = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.github.threeply");
        assertThat(all.stream().map(type -> type.getPackageName()).distinct())
                .contains(CORE, PATTERNS, IPC + ".process", IPC + ".shared", EXAMPLES);
    }

    @Test
    void coreNeedsNothingButTheJdk() throws Exception {
        ModuleDescriptor core = descriptor(SharedCounter.class);

        assertThat(core.name()).isEqualTo(CORE);
        assertThat(neededAtRunTime(core)).containsExactly("java.base");
        assertThat(exported(core)).containsExactly(CORE);
    }

    @Test
    void patternsNeedCoreAlone() throws Exception {
        ModuleDescriptor patterns = descriptor(Tasks.class);

        assertThat(patterns.name()).isEqualTo(PATTERNS);
        assertThat(neededAtRunTime(patterns)).containsExactlyInAnyOrder("java.base", CORE);
        assertThat(handedOn(patterns)).contains(CORE);
        assertThat(exported(patterns)).containsExactly(PATTERNS);
    }

    @Test
    void ipcNeedsCoreAlone() throws Exception {
        ModuleDescriptor ipc = descriptor(WorkerProcessPool.class);

        assertThat(ipc.name()).isEqualTo(IPC);
        assertThat(neededAtRunTime(ipc)).containsExactlyInAnyOrder("java.base", CORE);
        assertThat(handedOn(ipc)).contains(CORE);
        assertThat(exported(ipc)).containsExactlyInAnyOrder(IPC + ".process", IPC + ".shared");
    }

    @Test
    void junitNeedsIpcAndJUnit() throws Exception {
        ModuleDescriptor junit = descriptor(FailOnLeaks.class);

        assertThat(junit.name()).isEqualTo(JUNIT);
        assertThat(neededAtRunTime(junit)).containsExactlyInAnyOrder("java.base", IPC, "org.junit.jupiter.api");
        assertThat(exported(junit)).containsExactly(JUNIT);
    }

    @Test
    void whatIpcTellsNobodyElseIsForJUnitAlone() throws Exception {
        assertThat(descriptor(WorkerProcessPool.class).exports())
                .filteredOn(ModuleDescriptor.Exports::isQualified)
                .allSatisfy(export -> assertThat(export.targets()).containsExactly(JUNIT));
    }

    @Test
    void noModuleOpensAPackageToReflection() throws Exception {
        for (Class<?> inside : Set.of(SharedCounter.class, Tasks.class, WorkerProcessPool.class)) {
            assertThat(descriptor(inside).isOpen()).isFalse();
            assertThat(descriptor(inside).opens()).isEmpty();
        }
    }

    @Test
    void coreClassesUseNoOtherModule() {
        classes()
                .that()
                .resideInAPackage(CORE)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "jdk.jfr..", "org.jspecify.annotations", CORE)
                .check(all);
    }

    @Test
    void patternsClassesUseCoreAlone() {
        classes()
                .that()
                .resideInAPackage(PATTERNS)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "jdk.jfr..", "org.jspecify.annotations", CORE, PATTERNS)
                .check(all);
    }

    @Test
    void ipcClassesUseCoreAlone() {
        classes()
                .that()
                .resideInAPackage(IPC + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "jdk.jfr..", "org.jspecify.annotations", CORE, IPC + "..")
                .check(all);
    }

    @Test
    void examplesUseTheJdkAndTheLibraryAlone() {
        classes()
                .that()
                .resideInAPackage(EXAMPLES)
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "com.sun.net.httpserver", CORE, PATTERNS, IPC + "..", EXAMPLES)
                .check(all);
    }

    @Test
    void examplesDoNotKnowTheirLauncher() {
        noClasses()
                .that()
                .resideInAPackage(EXAMPLES)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(EXAMPLES + ".launcher")
                .check(all);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.github.threeply.(**)").should().beFreeOfCycles().check(all);
    }

    /** What is not only {@code requires static}, as the annotations are. */
    private static Set<String> neededAtRunTime(ModuleDescriptor module) {
        return module.requires().stream()
                .filter(needed -> !needed.modifiers().contains(STATIC))
                .map(ModuleDescriptor.Requires::name)
                .collect(Collectors.toSet());
    }

    private static Set<String> handedOn(ModuleDescriptor module) {
        return module.requires().stream()
                .filter(needed -> needed.modifiers().contains(TRANSITIVE))
                .map(ModuleDescriptor.Requires::name)
                .collect(Collectors.toSet());
    }

    /** To everybody. */
    private static Set<String> exported(ModuleDescriptor module) {
        return module.exports().stream()
                .filter(export -> !export.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
    }

    private static ModuleDescriptor descriptor(Class<?> inside) throws Exception {
        Path location = Path.of(
                inside.getProtectionDomain().getCodeSource().getLocation().toURI());
        Map<String, ModuleDescriptor> found = ModuleFinder.of(location).findAll().stream()
                .map(ModuleReference::descriptor)
                .collect(Collectors.toMap(ModuleDescriptor::name, module -> module));
        assertThat(found).hasSize(1);
        return found.values().iterator().next();
    }
}
