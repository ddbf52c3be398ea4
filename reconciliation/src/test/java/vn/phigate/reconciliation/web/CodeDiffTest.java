package vn.phigate.reconciliation.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodeDiffTest {
    private static String brackets(Marked marked) {
        return marked.parts().stream()
                .map(part -> part.marked() ? "[" + part.text() + "]" : part.text())
                .collect(Collectors.joining());
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "H26000042507170001, H26000042507170001, H26000042507170001, H26000042507170001",
        "h26.00004-250717-0001, H26000042507170001, h26.00004-250717-0001, H26000042507170001",
        "PG12O4, PG1204, PG12[O]4, PG12[0]4",
        "PG124, PG1204, PG124, PG12[0]4",
        "PG12304, PG1204, PG12[3]04, PG1204",
        "PG1240, PG1204, PG12[4]0, PG120[4]",
        "XYZ, PG12, [XYZ], [PG12]",
    })
    void marksWhatOnlyOneOfThemHas(String seen, String known, String markedSeen, String markedKnown) {
        CodeDiff diff = CodeDiff.of(seen, known);
        assertEquals(markedSeen, brackets(diff.seen()));
        assertEquals(markedKnown, brackets(diff.known()));
    }
}
