package vn.phigate.reconciliation.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import vn.phigate.testsupport.Seeded;

class MarkedTest {
    @Test
    void partsAreTheNarrative_whateverTheSpans() {
        Seeded.check(500, (Random random) -> {
            String narrative = Seeded.text(random, 0, 60);
            List<Marked.Span> spans = IntStream.range(0, random.nextInt(5))
                    .mapToObj(i -> new Marked.Span(random.nextInt(70), random.nextInt(70)))
                    .toList();

            assertThat(Marked.of(narrative, spans).parts().stream()
                            .map(Marked.Part::text)
                            .collect(Collectors.joining()))
                    .isEqualTo(narrative);
        });
    }

    @Test
    void overlappingEvidenceIsMarkedOnce() {
        assertThat(Marked.of("abcdef", List.of(new Marked.Span(2, 5), new Marked.Span(1, 3)))
                        .parts())
                .containsExactly(
                        new Marked.Part("a", false),
                        new Marked.Part("bc", true),
                        new Marked.Part("de", true),
                        new Marked.Part("f", false));
    }
}
