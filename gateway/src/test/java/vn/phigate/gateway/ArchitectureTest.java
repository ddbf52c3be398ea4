package vn.phigate.gateway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

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

/** The arrows of the design: who may know whom. A new package has to be entered here before it may know anybody. */
class ArchitectureTest {
    private static final String GATEWAY = "vn.phigate.gateway";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("vn.phigate");

    /** Package to the packages of the gateway that it may know; everybody may know platform. */
    private static final Map<String, List<String>> ARROWS = Map.ofEntries(
            Map.entry("money", List.of()),
            Map.entry("audit", List.of()),
            Map.entry("identity", List.of("audit")),
            Map.entry("ledger", List.of()),
            Map.entry("procedures", List.of("money", "audit")),
            Map.entry("catalogue", List.of("procedures", "audit")),
            Map.entry("coverage", List.of("agencies", "accounts", "procedures")),
            Map.entry("income", List.of("agencies", "coverage", "procedures")),
            Map.entry("providers", List.of()),
            Map.entry("agencies", List.of("audit")),
            Map.entry("accounts", List.of("agencies", "procedures", "audit")),
            Map.entry("campaigns", List.of("accounts", "agencies", "audit")),
            Map.entry("succession", List.of("accounts", "agencies", "procedures", "audit")),
            Map.entry("dossiers", List.of("procedures", "agencies")),
            Map.entry("payments", List.of("dossiers", "accounts", "agencies", "procedures", "ledger", "providers")),
            Map.entry("callbacks", List.of("payments", "providers")),
            Map.entry("receipts", List.of("payments", "dossiers", "agencies", "procedures", "money", "audit")),
            Map.entry("refunds", List.of("payments", "ledger", "providers", "audit")),
            Map.entry("cases", List.of("payments", "refunds", "audit")),
            Map.entry("notifications", List.of("payments", "audit")),
            Map.entry("seeds", List.of("agencies", "procedures", "accounts", "succession", "audit")),
            Map.entry(
                    "web",
                    List.of(
                            "money",
                            "audit",
                            "agencies",
                            "accounts",
                            "campaigns",
                            "catalogue",
                            "procedures",
                            "dossiers",
                            "payments",
                            "receipts",
                            "refunds",
                            "cases",
                            "ledger",
                            "identity",
                            "providers",
                            "coverage",
                            "income",
                            "succession")));

    @TestFactory
    Stream<DynamicTest> packageKnowsOnlyWhomTheDesignNames() {
        return ARROWS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(arrow -> DynamicTest.dynamicTest(arrow.getKey(), () -> {
                    var allowed = new TreeSet<>(arrow.getValue());
                    allowed.add(arrow.getKey());
                    allowed.add("platform");
                    String[] others = topPackages().stream()
                            .filter(name -> !allowed.contains(name))
                            .map(name -> GATEWAY + "." + name + "..")
                            .toArray(String[]::new);
                    noClasses()
                            .that()
                            .resideInAPackage(GATEWAY + "." + arrow.getKey() + "..")
                            .should()
                            .dependOnClassesThat(resideInAnyPackage(others).or(resideInAPackage(GATEWAY)))
                            .allowEmptyShould(true)
                            .check(CLASSES);
                }));
    }

    @Test
    void everyPackageIsEntered() {
        assertThat(topPackages())
                .isSubsetOf(Stream.concat(ARROWS.keySet().stream(), Stream.of("platform"))
                        .toList());
    }

    @Test
    void platformAndMoneyKnowNobody() {
        noClasses()
                .that()
                .resideInAPackage(GATEWAY + ".platform..")
                .should()
                .dependOnClassesThat(resideInAPackage("vn.phigate..")
                        .and(JavaClass.Predicates.resideOutsideOfPackage(GATEWAY + ".platform..")))
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(GATEWAY + ".money..")
                .should()
                .dependOnClassesThat(resideInAPackage("vn.phigate..")
                        .and(JavaClass.Predicates.resideOutsideOfPackage(GATEWAY + ".money..")))
                .check(CLASSES);
    }

    /** The sandbox stands for a stranger's server: neither side may know how the other is written. */
    @Test
    void gatewayAndSandboxKnowEachOtherByUrlOnly() {
        noClasses()
                .that()
                .resideInAPackage(GATEWAY + "..")
                .should()
                .dependOnClassesThat(resideInAPackage("vn.phigate.sandbox.."))
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("vn.phigate.sandbox..")
                .should()
                .dependOnClassesThat(resideInAPackage(GATEWAY + ".."))
                .check(CLASSES);
    }

    /** Money must be taken while a bank's file is late. */
    @Test
    void gatewayNeverKnowsReconciliation() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("vn.phigate.reconciliation.."))
                .check(CLASSES);
    }

    /** One provider is behind the port like any other. */
    @Test
    void providersDoNotKnowEachOther() {
        slices().matching(GATEWAY + ".providers.(*)..")
                .namingSlices("provider $1")
                .should()
                .notDependOnEachOther()
                .check(CLASSES);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching(GATEWAY + ".(*)..").should().beFreeOfCycles().check(CLASSES);
        slices().matching(GATEWAY + ".platform.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyTheWiringTouchesPoolsAndServers() {
        noClasses()
                .that()
                .resideOutsideOfPackages(GATEWAY + ".platform..", "vn.phigate.sandbox..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("com.zaxxer..", "io.helidon.dbclient..", "org.flywaydb.."))
                .check(CLASSES);
        classes()
                .that()
                .resideInAPackage(GATEWAY + "..")
                .and()
                .resideOutsideOfPackages(GATEWAY + ".platform.http..", GATEWAY)
                .should()
                .onlyDependOnClassesThat(JavaClass.Predicates.resideOutsideOfPackage(
                        "io.helidon.webserver..")) // requests and replies are our own
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() throws ClassNotFoundException {
        Set<String> packages = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.startsWith(GATEWAY + ".web.jte"))
                .collect(Collectors.toCollection(TreeSet::new));
        for (String name : packages) {
            assertThat(Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class))
                    .as(name)
                    .isTrue();
        }
    }

    private static Set<String> topPackages() {
        return CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(GATEWAY + "."))
                .map(name -> name.substring(GATEWAY.length() + 1).replaceFirst("\\..*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
