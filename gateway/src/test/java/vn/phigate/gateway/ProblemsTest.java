package vn.phigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.platform.http.ProblemType;
import vn.phigate.testsupport.Golden;

/** The refusals are part of the outside contract. */
class ProblemsTest {
    /** The same fact at two places: 404 for whoever asks where a fee goes, 409 for whoever wants to pay it. */
    private static final Set<String> SAID_TWICE = Set.of("no_account");

    private final List<ProblemType> problems = problems();

    @Test
    void everyProblemIsAsCommitted() {
        var list = new StringBuilder();
        for (ProblemType problem : problems) {
            list.append("%s %d\n  %s\n  %s\n".formatted(problem.code(), problem.status(), problem.vi(), problem.en()));
        }
        Golden.check("problems", list.toString());
    }

    @Test
    void codeMeansOneThing() {
        Map<String, ProblemType> byCode = new HashMap<>();
        for (ProblemType problem : problems) {
            assertThat(problem.code()).matches("[a-z]+(_[a-z]+)*");
            assertThat(problem.status()).isBetween(400, 599);
            assertThat(byCode.put(problem.code(), problem) == null || SAID_TWICE.contains(problem.code()))
                    .as(problem.code())
                    .isTrue();
        }
    }

    private static List<ProblemType> problems() {
        return new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("vn.phigate.gateway")
                        .stream()
                        .filter(type -> type.isEnum() && type.isAssignableTo(ProblemType.class))
                        .sorted(Comparator.comparing(JavaClass::getName))
                        .map(JavaClass::reflect)
                        .flatMap(type -> Stream.of(type.getEnumConstants()))
                        .map(ProblemType.class::cast)
                        .toList();
    }
}
