package vn.phigate.reconciliation.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.payments.CompactNarrative;
import vn.phigate.reconciliation.matching.Decision.AutoMatch;
import vn.phigate.reconciliation.matching.Decision.Candidate;
import vn.phigate.reconciliation.matching.Decision.Reason;
import vn.phigate.reconciliation.matching.Decision.Review;
import vn.phigate.reconciliation.matching.Decision.Unidentified;
import vn.phigate.reconciliation.matching.OpenItem.State;
import vn.phigate.testsupport.Seeded;

class CodeIndexTest {
    private static final JsonNode VECTORS = vectors();
    private static final List<OpenItem> ITEMS = items(null);
    private static final CodeIndex INDEX = CodeIndex.of(ITEMS);

    @TestFactory
    Stream<DynamicTest> vectorsHold() {
        return stream(VECTORS.get("cases"))
                .map(c -> DynamicTest.dynamicTest(c.get("id").asText(), () -> {
                    JsonNode expect = c.get("expect");
                    boolean settled = expect.path("reason").asText().equals("ALREADY_PAID");
                    Decision decision = CodeIndex.of(
                                    items(settled ? expect.get("code").asText() : null))
                            .decide(c.get("narrative").asText(), c.get("amount").asLong());
                    switch (decision) {
                        case AutoMatch match -> {
                            assertThat(expect.get("decision").asText()).isEqualTo("AUTO_MATCH");
                            assertThat(match.item().label())
                                    .isEqualTo(expect.get("code").asText());
                            String span = c.get("narrative").asText().substring(match.rawFrom(), match.rawTo());
                            assertThat(CompactNarrative.of(span).text()).isEqualTo(match.code());
                        }
                        case Review review -> {
                            assertThat(expect.get("decision").asText()).isEqualTo("REVIEW");
                            assertThat(review.reason().name())
                                    .isEqualTo(expect.get("reason").asText());
                            List<String> expected = new ArrayList<>();
                            Stream.of("codes", "candidates")
                                    .flatMap(name -> stream(expect.path(name)))
                                    .forEach(n -> expected.add(n.asText()));
                            if (expect.has("code")) {
                                expected.add(expect.get("code").asText());
                            }
                            assertThat(labels(review)).containsExactlyInAnyOrderElementsOf(expected);
                        }
                        case Unidentified _ ->
                            assertThat(expect.get("decision").asText()).isEqualTo("UNIDENTIFIED");
                    }
                }));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "H26.12-25O717-OOO1 nop phi",
                "h26.12-2507l7-0001",
                "H26.12-250717-0091",
                "H26.12-25717-0001",
                "H26.12-2507717-0001",
                "H26.12-250177-0001",
                "2H6.12-250717-0001",
                "nop phi H26.12-250717-000",
                "cut at the end H26.12-250717-00"
            })
    void suggestsAndNeverBooks_whenCodeIsDamaged(String narrative) {
        assertThat(INDEX.decide(narrative, 30_000)).isInstanceOfSatisfying(Review.class, review -> {
            assertThat(review.reason()).isEqualTo(Reason.NEAR_CODE);
            assertThat(labels(review)).first().isEqualTo("H26.12-250717-0001");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "NGUYEN VAN A chuyen tien",
                "26122507170001",
                "X26122507170001",
                "MBVCB.2612250717.0001",
                "H26",
                "H26.12",
                "H26.12-26",
                "H26.12-990101-7777",
                "00012507170001"
            })
    void findsNothing_whenNoCodeIsNamed(String narrative) {
        assertThat(INDEX.decide(narrative, 30_000)).isEqualTo(new Unidentified());
    }

    @ParameterizedTest
    @CsvSource({
        "H26.12-250717-0001, 29999, AMOUNT_DIFFERS",
        "H26.12-250717-0001, 0, AMOUNT_DIFFERS",
        "H26.12-250717-0001, -1, DEBIT",
        "H26.12-250717-0001 H26.12-250717-0011, 30000, MULTIPLE_CODES",
        "H26.12-250717-0001 H26.12-250717-0011, -30000, DEBIT"
    })
    void reviewsForItsReason(String narrative, long amountVnd, Reason reason) {
        assertThat(INDEX.decide(narrative, amountVnd))
                .isInstanceOfSatisfying(
                        Review.class, review -> assertThat(review.reason()).isEqualTo(reason));
    }

    @Test
    void debitWithoutExactCodeIsUnidentified() {
        assertThat(INDEX.decide("H26.12-25O717-OOO1", -30_000)).isEqualTo(new Unidentified());
    }

    @Test
    void asksAPerson_whenTwoItemsShareACode() {
        OpenItem one = item("1", 10_000, State.OPEN, "H26122507170001", "PGAAAAAAAAAAAAA");
        OpenItem two = item("2", 10_000, State.OPEN, "H26122507170001", "PGBBBBBBBBBBBBB");
        CodeIndex index = CodeIndex.of(List.of(two, one));
        assertThat(index.decide("H26.12-250717-0001", 10_000)).isInstanceOfSatisfying(Review.class, review -> {
            assertThat(review.reason()).isEqualTo(Reason.AMBIGUOUS_CODE);
            assertThat(labels(review)).containsExactly("1", "2");
        });
        assertThat(index.decide("PGBBBBBBBBBBBBB H26.12-250717-0001", 10_000))
                .as("the reference beside it decides")
                .isEqualTo(new AutoMatch(
                        two,
                        "PGBBBBBBBBBBBBB",
                        0,
                        15,
                        Decision.Rule.EXACT_CODE_AND_AMOUNT,
                        List.of(new Decision.Refused(one, "shares_code_but_not_the_others_named"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "000.00.07.H26-250717-0001",
                "nop phi 0000007H262507170001",
                "000 00 07 H26 250717 0001",
                "38.98.H26-250717-0001"
            })
    void doesNotBookTheCity_whenAUnitOfThe2016FormIsMeant(String narrative) {
        assertThat(INDEX.decide(narrative, 15_000)).isInstanceOfSatisfying(Review.class, review -> {
            assertThat(review.reason()).isEqualTo(Reason.NEAR_CODE);
            assertThat(labels(review)).contains("H26-250717-0001");
        });
        assertThat(INDEX.decide("17.07.25.H26-250717-0001", 15_000))
                .as("a date stands before it")
                .isInstanceOf(AutoMatch.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "H26.12-250717-000-170725-09:32:11 123456 | false",
                "H26.12-250717-00 1170725.093211 | false",
                "H26.12-250717-00 01 170725 | true",
                "H26.12-250717-0001170725093211 | true",
                "1234561707250932110H26122507170001093211 | true",
                "H26.12-250717-00 0 1 | true"
            })
    void readsNoNumberThatBorrowsItsEnd(String narrative, boolean matches) {
        List<OpenItem> two = List.of(
                item("1", 30_000, State.OPEN, "H26122507170001"), item("2", 30_000, State.OPEN, "H26122507170011"));
        Decision decision = CodeIndex.of(two).decide(narrative, 30_000);
        assertThat(decision instanceof AutoMatch).isEqualTo(matches);
        assertThat(decision).as("somebody gets to see it").isNotInstanceOf(Unidentified.class);
    }

    @Test
    void shortOrNumericCodesAreNotSearched() {
        CodeIndex index = CodeIndex.of(List.of(item("1", 10, State.OPEN, "12345678901", "AB12")));
        assertThat(index.decide("12345678901 AB12", 10)).isEqualTo(new Unidentified());
        assertThatThrownBy(() -> CodeIndex.of(List.of(item("1", 1, State.OPEN, "H26.12"))))
                .hasMessageContaining("not compact");
        assertThatThrownBy(() -> CodeIndex.of(List.of(item("1", 0, State.OPEN))))
                .hasMessageContaining("0 đồng");
    }

    @Test
    void spansPointIntoTheRawText_whenItHoldsMarks() {
        String raw = "Nộp lệ phí Đ😀 H26.0̂7-250718–0420!";
        assertThat(INDEX.decide(raw, 75_000))
                .isInstanceOfSatisfying(
                        AutoMatch.class,
                        m -> assertThat(raw.substring(m.rawFrom(), m.rawTo())).isEqualTo("H26.0̂7-250718–0420"));
        assertThat(CompactNarrative.of("Đường Nguyễn Văn đ").text()).isEqualTo("DUONGNGUYENVAND");
        assertThat(CompactNarrative.of("Đường Nguyễn Văn đ").text())
                .isEqualTo(CompactNarrative.of(
                                java.text.Normalizer.normalize("Đường Nguyễn Văn đ", java.text.Normalizer.Form.NFD))
                        .text());
    }

    @Test
    void decidesTheSame_whateverTheOrderOfTheItems() {
        Seeded.check(1000, random -> {
            List<OpenItem> items = dayOf(random);
            List<String> codes = items.stream().flatMap(i -> i.codes().stream()).toList();
            String narrative = damaged(codes.get(random.nextInt(codes.size())), random) + " "
                    + damaged(codes.get(random.nextInt(codes.size())), random);
            long amountVnd = 10_000L * (1 + random.nextInt(3));
            Decision decision = CodeIndex.of(items).decide(narrative, amountVnd);
            Collections.shuffle(items, random);
            assertThat(CodeIndex.of(items).decide(narrative, amountVnd)).isEqualTo(decision);
        });
    }

    @Test
    void matches_howeverTheBankSetsTheCode() {
        Seeded.check(1000, random -> {
            OpenItem item = ITEMS.get(random.nextInt(ITEMS.size()));
            String narrative = "nop phi " + mangled(item.codes().getFirst(), random) + " ; CT";
            assertThat(INDEX.decide(narrative, item.amountVnd())).isInstanceOfSatisfying(AutoMatch.class, match -> {
                assertThat(match.item()).isEqualTo(item);
                assertThat(CompactNarrative.of(narrative.substring(match.rawFrom(), match.rawTo()))
                                .text())
                        .isEqualTo(match.code());
            });
        });
    }

    @Test
    void everySingleFaultIsSuggestedAndNotBooked() {
        Seeded.check(1000, random -> {
            OpenItem item = item("1", 10_000, State.OPEN, "PG7K2Q9DM4XW3TZ");
            String code = item.codes().getFirst();
            String narrative = damaged(code, random);
            Decision decision = CodeIndex.of(List.of(item)).decide("MBVCB.123456." + narrative, 10_000);
            if (narrative.contains(code)) {
                assertThat(decision).isInstanceOf(AutoMatch.class);
            } else {
                assertThat(decision)
                        .isInstanceOfSatisfying(
                                Review.class, r -> assertThat(r.reason()).isEqualTo(Reason.NEAR_CODE));
            }
        });
    }

    @Test
    void neverThrows() {
        Seeded.check(
                1000,
                random -> assertThat(INDEX.decide(Seeded.text(random, 0, 200), random.nextLong()))
                        .isNotNull());
    }

    /** Codes one after the other, some shared by two items. */
    private static List<OpenItem> dayOf(Random random) {
        List<OpenItem> items = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String dossier = "H2612250717%04d".formatted(random.nextInt(40));
            items.add(item(
                    "k" + i,
                    10_000L * (1 + random.nextInt(3)),
                    State.values()[random.nextInt(2)],
                    dossier,
                    "PG7K2Q9DM4XW3%02d".formatted(i)));
        }
        return items;
    }

    /** One character replaced, lost, added or swapped, or none. */
    private static String damaged(String code, Random random) {
        int at = random.nextInt(code.length() - 1);
        char other = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".charAt(random.nextInt(32));
        return switch (random.nextInt(5)) {
            case 0 -> code.substring(0, at) + other + code.substring(at + 1);
            case 1 -> code.substring(0, at) + code.substring(at + 1);
            case 2 -> code.substring(0, at) + other + code.substring(at);
            case 3 -> code.substring(0, at) + code.charAt(at + 1) + code.charAt(at) + code.substring(at + 2);
            default -> code;
        };
    }

    /** Any separators between the characters, any case. */
    private static String mangled(String code, Random random) {
        StringBuilder text = new StringBuilder();
        for (char c : code.toCharArray()) {
            text.append(random.nextBoolean() ? Character.toLowerCase(c) : c);
            for (int i = random.nextInt(3); i > 0; i--) {
                text.append(" .-_–+/\u00a0\n,;:*".charAt(random.nextInt(13)));
            }
        }
        return text.toString();
    }

    private static List<String> labels(Review review) {
        return review.candidates().stream()
                .map(Candidate::item)
                .map(OpenItem::label)
                .toList();
    }

    private static OpenItem item(String key, long amountVnd, State state, String... codes) {
        return new Item(key, List.of(codes), key, amountVnd, state);
    }

    private record Item(String key, List<String> codes, String label, long amountVnd, State state)
            implements OpenItem {}

    private static List<OpenItem> items(@Nullable String settledCode) {
        return stream(VECTORS.get("dossiers"))
                .<OpenItem>map(d -> {
                    String code = d.get("code").asText();
                    State state = code.equals(settledCode) ? State.SETTLED : State.OPEN;
                    return new Item(
                            code,
                            List.of(CompactNarrative.of(code).text()),
                            code,
                            d.get("amount").asLong(),
                            state);
                })
                .toList();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static JsonNode vectors() {
        try (InputStream in =
                Objects.requireNonNull(CodeIndexTest.class.getResourceAsStream("/vectors/narratives.json"))) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
