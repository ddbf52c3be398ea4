package vn.phigate.gateway.procedures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.testsupport.Seeded;

class PriceTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            20000                                        | 20000
            20.000                                       | 20000
            20,000 đ                                     | 20000
            20 000 VND                                   | 20000
            1.500.000 đồng                               | 1500000
            20000.00                                     | 20000
            20.000,00                                    | 20000
            0                                            | 0
            miễn phí                                     | 0
            0,5% declared_value_vnd                      | 0,5% declared_value_vnd
            0.05 % của declared_value_vnd                | 0,05% declared_value_vnd
            90% gia_tri tối thiểu 50.000 tối đa 2000000  | 90% gia_tri min 50000 max 2000000
            2000*min(pages,2)+1000*max(pages-2,0) max 200.000 | 2000*min(pages,2)+1000*max(pages-2,0) max 200000
            5000 * ceil(lines, 40)                       | 5000*ceil(lines,40)
            """)
    void isReadAsPeopleWriteIt(String written, String read) {
        Price price = Price.parse(written);
        assertThat(price.text()).isEqualTo(read);
        assertThat(Price.parse(price.text())).isEqualTo(price);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "20000.5",
                "20.000,50",
                "20.00",
                "1.2345",
                "-5",
                "20.000.00",
                "100,01%",
                "0,005% v",
                "5%",
                "101% v",
                "0% v",
                "1% Value",
                "pages+",
                "(pages",
                "pages)",
                "min(1",
                "min()",
                "ceil(1)",
                "ceil(1,2,3)",
                "sqrt(4)",
                "max",
                "2000*Pages",
                "a b",
                "1e5",
                "2^3",
                "2**3",
                "pages;1",
                "99999999999999",
                "10000000000",
                "5% v min 3 min 4",
                "5% v min 10 max 5",
                "system('x')",
                "pages.x",
                "${pages}",
                "a[0]"
            })
    void isRefused_whenItIsNoPrice(String written) {
        assertThatThrownBy(() -> Price.parse(written)).isInstanceOf(UnreadablePrice.class);
    }

    @Test
    void isRefused_whenNestedTooDeeplyOrTooLong() {
        assertThatThrownBy(() -> Price.parse("(".repeat(200) + "x" + ")".repeat(200)))
                .isInstanceOf(UnreadablePrice.class);
        assertThatThrownBy(() -> Price.parse("x+".repeat(400) + "x")).isInstanceOf(UnreadablePrice.class);
    }

    /** Circular 226/2016/TT-BTC as the seeds quote it: 2,000 a page, 1,000 from the third page on, at most 200,000 a copy. */
    @ParameterizedTest
    @CsvSource({"0,0", "1,2000", "2,4000", "3,5000", "5,7000", "198,200000", "199,200000", "5000,200000"})
    void countsPages_asTheLawTiersThem(long pages, long vnd) {
        assertThat(Price.parse("2000*min(pages,2)+1000*max(pages-2,0) max 200000")
                        .unit(Map.of("pages", pages))
                        .amountVnd())
                .isEqualTo(vnd);
    }

    @ParameterizedTest
    @CsvSource({
        "1,0,50000",
        "999999999,4999999,4999999",
        "10000000,50000,50000",
        "10000001,50000,50000",
        "10000200,50001,50001",
        "400000001,2000000,2000000",
        "999999999999999,4999999999999,2000000"
    })
    void roundsASharePriceDown_withinItsBounds(long value, long unbounded, long bounded) {
        var given = Map.of("declared_value_vnd", value);
        if (unbounded <= Price.MOST_VND) {
            assertThat(Price.parse("0,5% declared_value_vnd").unit(given).amountVnd())
                    .isEqualTo(unbounded);
        }
        Price.Unit unit =
                Price.parse("0,5% declared_value_vnd min 50000 max 5000000").unit(given);
        assertThat(unit.amountVnd()).isEqualTo(bounded == 2_000_000 ? Math.min(unbounded, 5_000_000) : bounded);
        assertThat(unit.how()).contains("0,5% × declared_value_vnd = " + value, "làm tròn xuống");
    }

    @Test
    void refuses_whenAQuantityIsMissingOrLeadsOutOfRange() {
        assertThatThrownBy(() -> Price.parse("5*pages").unit(Map.of()))
                .isInstanceOfSatisfying(
                        Refusal.class, r -> assertThat(r.members()).containsEntry("field", "quantities.pages"));
        assertThatThrownBy(() -> Price.parse("5*(pages-3)").unit(Map.of("pages", 1L)))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> Price.parse("9999999999*pages").unit(Map.of("pages", 2L)))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> Price.parse("pages*pages*pages").unit(Map.of("pages", 999_999_999_999L)))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> Price.parse("5/pages").unit(Map.of("pages", 0L)))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void takesTheBestReliefForThePayer_andNamesBothLaws() {
        var item = item(
                "20000",
                new Relief("ho_ngheo", 5_000, null, "Luật A"),
                new Relief("tre_em", null, 15_000L, "Luật B"),
                new Relief("khac", 0, null, "Luật C"));
        var none = item.charge(2, Map.of(), Set.of("khac", "unknown"));
        assertThat(none.amountVnd()).isEqualTo(40_000);
        assertThat(none.legalBasis()).isEqualTo("Thông tư 1");
        var best = item.charge(2, Map.of(), Set.of("ho_ngheo", "tre_em", "khac"));
        assertThat(best.amountVnd()).isEqualTo(10_000);
        assertThat(best.legalBasis()).isEqualTo("Thông tư 1; Luật B");
        assertThat(best.computation()).contains("20.000 ₫", "tre_em", "× 2 bản", "10.000 ₫");
        assertThat(item("2001", new Relief("g", 5_000, null, "L"))
                        .charge(1, Map.of(), Set.of("g"))
                        .amountVnd())
                .isEqualTo(1_000);
        assertThat(item("2001", new Relief("g", 10_000, null, "L"))
                        .charge(3, Map.of(), Set.of("g"))
                        .amountVnd())
                .isZero();
        assertThat(item("2001", new Relief("g", null, 5_000L, "L"))
                        .charge(3, Map.of(), Set.of("g"))
                        .amountVnd())
                .isZero();
    }

    private static PricedItem item(String price, Relief... reliefs) {
        return new PricedItem(
                1, Kind.FEE, "Phí", "bản", Price.parse(price), null, "Thông tư 1", List.of(reliefs), null);
    }

    /** Another way to the same number: unbounded integers over the tree the text was written from. */
    @Test
    void formulaCountsLikeUnboundedIntegers() {
        var given = Map.of("a", 7L, "b", 1_000_003L, "pages", 0L);
        Seeded.check(3_000, random -> {
            var text = new StringBuilder();
            @Nullable BigInteger expected;
            try {
                expected = write(random, 4, text, given);
            } catch (ArithmeticException division) {
                return; // by nothing; refuses_whenAQuantityIsMissingOrLeadsOutOfRange has it
            }
            if (expected == null) {
                return;
            }
            assertThat(BigInteger.valueOf(value(text, given)))
                    .as(text.toString())
                    .isEqualTo(expected);
        });
    }

    private static long value(CharSequence text, Map<String, Long> given) {
        return Formula.parse(text.toString()).value(given);
    }

    /** @return null when a part leaves 64 bits */
    private static @Nullable BigInteger write(Random random, int depth, StringBuilder text, Map<String, Long> given) {
        if (depth == 0 || random.nextInt(4) == 0) {
            if (random.nextBoolean()) {
                String name = given.keySet().stream().sorted().toList().get(random.nextInt(given.size()));
                text.append(name);
                return BigInteger.valueOf(given.getOrDefault(name, 0L));
            }
            long number = random.nextLong(0, 100_000);
            text.append(number);
            return BigInteger.valueOf(number);
        }
        int form = random.nextInt(7);
        text.append(List.of("(", "(", "(", "(", "min(", "max(", "ceil(").get(form));
        BigInteger left = write(random, depth - 1, text, given);
        text.append(List.of("+", "-", "*", "/", ",", ",", ",").get(form));
        BigInteger right = write(random, depth - 1, text, given);
        text.append(")");
        if (left == null || right == null) {
            return null;
        }
        BigInteger result = switch (form) {
            case 0 -> left.add(right);
            case 1 -> left.subtract(right);
            case 2 -> left.multiply(right);
            case 3 -> floor(left, right);
            case 4 -> left.min(right);
            case 5 -> left.max(right);
            default -> floor(left.negate(), right).negate();
        };
        return result.bitLength() < 63 ? result : null;
    }

    private static BigInteger floor(BigInteger left, BigInteger right) {
        BigInteger[] both = left.divideAndRemainder(right);
        return both[1].signum() != 0 && both[1].signum() != right.signum() ? both[0].subtract(BigInteger.ONE) : both[0];
    }

    /** vectors/treasury_and_split.json: the retained share is rounded down, so that the two parts always add up. */
    @ParameterizedTest
    @CsvSource({
        "1000000,0,0",
        "1000000,9000,900000",
        "1000000,10000,1000000",
        "30001,8500,25500",
        "8001,7000,5600",
        "1,5000,0"
    })
    void retainsItsShareRoundedDown(long amount, int points, long retained) {
        assertThat(new Terms(null, points, null, null, "L").retainedVnd(amount)).isEqualTo(retained);
    }
}
