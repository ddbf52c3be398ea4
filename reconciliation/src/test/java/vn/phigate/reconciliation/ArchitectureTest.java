package vn.phigate.reconciliation;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The arrows of the design on the side of reconciliation, and the doors of the gateway that it may use. */
class ArchitectureTest {
    private static final String HERE = "vn.phigate.reconciliation";
    private static final String GATEWAY = "vn.phigate.gateway";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(HERE);

    /** Package to the packages beside it that it may know. The wiring in the root package may know all, and nobody may know it. */
    private static final Map<String, List<String>> ARROWS = Map.ofEntries(
            Map.entry("paging", List.of()),
            Map.entry("calendar", List.of()),
            Map.entry("lists", List.of("matching", "statements", "paging")),
            Map.entry("threeway", List.of("lists", "discrepancies", "matching", "statements", "paging")),
            Map.entry("statements", List.of("paging")),
            Map.entry("notices", List.of("statements", "paging")),
            Map.entry("matching", List.of("statements", "paging")),
            Map.entry("transfers", List.of("matching", "statements", "paging")),
            Map.entry("settlements", List.of("matching", "statements", "paging")),
            Map.entry("returns", List.of("matching", "statements")),
            Map.entry("discrepancies", List.of("calendar", "transfers", "matching", "statements", "paging")),
            Map.entry("decisions", List.of("discrepancies", "transfers", "matching", "statements", "paging")),
            Map.entry("closing", List.of("calendar", "discrepancies", "transfers", "matching", "statements", "paging")),
            Map.entry("reports", List.of("closing", "discrepancies", "matching", "statements", "paging")),
            Map.entry(
                    "web",
                    List.of(
                            "reports",
                            "notices",
                            "closing",
                            "decisions",
                            "discrepancies",
                            "transfers",
                            "settlements",
                            "matching",
                            "statements",
                            "paging")),
            Map.entry("replay", List.of("lists", "settlements", "matching", "statements")),
            Map.entry("evaluation", List.of("closing", "settlements", "matching", "statements")),
            Map.entry("demo", List.of()));

    /** What of the gateway the domain here speaks to; its pages may use the gateway's pages too. */
    private static final List<String> DOORS = List.of(
            "accounts",
            "agencies",
            "audit",
            "income",
            "ledger",
            "money",
            "payments",
            "platform",
            "refunds",
            "succession");

    @TestFactory
    Stream<DynamicTest> packageKnowsOnlyWhomTheDesignNames() {
        return ARROWS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(arrow -> DynamicTest.dynamicTest(arrow.getKey(), () -> {
                    String[] others = topPackages(CLASSES, HERE).stream()
                            .filter(name -> !name.equals(arrow.getKey())
                                    && !arrow.getValue().contains(name))
                            .map(name -> HERE + "." + name + "..")
                            .toArray(String[]::new);
                    noClasses()
                            .that()
                            .resideInAPackage(HERE + "." + arrow.getKey() + "..")
                            .should()
                            .dependOnClassesThat(resideInAnyPackage(others).or(resideInAPackage(HERE)))
                            .check(CLASSES);
                }));
    }

    @Test
    void everyPackageIsEntered() {
        assertThat(topPackages(CLASSES, HERE)).isSubsetOf(ARROWS.keySet());
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching(HERE + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    /** A format does not know another, nor what becomes of the lines; the bounded cursors are for all of them. */
    @Test
    void formatsDoNotKnowEachOther() {
        slices().matching(HERE + ".statements.(*)..")
                .namingSlices("format $1")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(DescribedPredicate.alwaysTrue(), resideInAPackage(HERE + ".statements.reading"))
                .check(CLASSES);
    }

    @Test
    void gatewayIsTouchedThroughItsDoorsOnly() {
        JavaClasses gateway = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(GATEWAY);
        assertThat(topPackages(gateway, GATEWAY)).containsAll(DOORS);
        String[] closed = topPackages(gateway, GATEWAY).stream()
                .filter(name -> !DOORS.contains(name) && !name.equals("web"))
                .map(name -> GATEWAY + "." + name + "..")
                .toArray(String[]::new);
        // The evaluation stands for dossier systems and providers too: it opens dossiers and brings notices.
        noClasses()
                .that()
                .resideOutsideOfPackages(HERE, HERE + ".evaluation..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(closed).or(resideInAPackage(GATEWAY)))
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackages(HERE, HERE + ".web..")
                .should()
                .dependOnClassesThat(resideInAPackage(GATEWAY + ".web.."))
                .check(CLASSES);
    }

    /** It is a stranger who speaks HTTP; what it finds out it must not have been told from inside. */
    @Test
    void demoKnowsNothingOfTheProduct() {
        noClasses()
                .that()
                .resideInAPackage(HERE + ".demo..")
                .should()
                .dependOnClassesThat(resideInAPackage("vn.phigate..")
                        .and(JavaClass.Predicates.resideOutsideOfPackage(HERE + ".demo..")))
                .check(CLASSES);
    }

    /** What the matcher is measured against must not be made by it, nor by whatever it finds codes with. */
    @Test
    void generatedMonthKnowsNothingOfTheProduct() {
        noClasses()
                .that()
                .resideInAPackage("vn.phigate.month..")
                .should()
                .dependOnClassesThat(resideOutsideOfPackages("vn.phigate.month..", "java..", "org.jspecify.."))
                .check(new ClassFileImporter().importPackages("vn.phigate.month"));
        noClasses()
                .that()
                .resideOutsideOfPackages(HERE + ".evaluation..")
                .should()
                .dependOnClassesThat(resideInAPackage("vn.phigate.month.."))
                .check(CLASSES);
    }

    /** It is there for whoever does not trust the product. */
    @Test
    void verifyDayKnowsTheJdkAlone() {
        noClasses()
                .that()
                .resideInAPackage("vn.phigate.verifyday..")
                .should()
                .dependOnClassesThat(
                        resideOutsideOfPackages("vn.phigate.verifyday..", "java..", "javax.xml..", "org.jspecify.."))
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("vn.phigate.verifyday"));
    }

    @Test
    void onlyTheWiringKnowsTheSandbox() {
        noClasses()
                .that()
                .resideOutsideOfPackage(HERE)
                .should()
                .dependOnClassesThat(resideInAPackage("vn.phigate.sandbox.."))
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() throws ClassNotFoundException {
        Set<String> packages = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.startsWith(HERE + ".web.jte"))
                .collect(Collectors.toCollection(TreeSet::new));
        for (String name : packages) {
            assertThat(Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class))
                    .as(name)
                    .isTrue();
        }
    }

    private static Set<String> topPackages(JavaClasses classes, String base) {
        return classes.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(base + "."))
                .map(name -> name.substring(base.length() + 1).replaceFirst("\\..*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
