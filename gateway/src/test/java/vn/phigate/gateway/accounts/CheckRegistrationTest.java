package vn.phigate.gateway.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.Vectors;
import vn.phigate.gateway.accounts.HolderName.Likeness;

class CheckRegistrationTest {
    private static final Treasury NONE = Treasury.NONE;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UBND PHUONG HOAN KIEM                            | Phường Hoàn Kiếm                                 | SAME
            ỦY BAN NHÂN DÂN PHƯỜNG HOÀN KIẾM                 | Phường Hoàn Kiếm                                 | SAME
            UBND P. HOAN KIEM - TP HA NOI                    | Ủy ban nhân dân Phường Hoàn Kiếm                 | SAME
            PHUONGHOANKIEM                                   | Phường Hoàn Kiếm                                 | SAME
            UBND XA DONG ANH TK THU PHI LE PHI               | Xã Đông Anh                                      | SAME
            SO XAY DUNG                                      | Sở Xây dựng Thành phố Hà Nội                     | SAME
            UBND PHUONG HOAN KIEN                            | Phường Hoàn Kiếm                                 | NEAR
            UBND XA HOAN KIEM                                | Phường Hoàn Kiếm                                 | NEAR
            HOAN KIEM                                        | Phường Hoàn Kiếm                                 | NEAR
            UBND PHUONG HOAN KIEM NGUYEN VAN A               | Phường Hoàn Kiếm                                 | NEAR
            TRUNG TAM PHUC VU HANH CHINH C                   | Trung tâm Phục vụ hành chính công                | NEAR
            NGUYEN VAN A                                     | Phường Hoàn Kiếm                                 | DIFFERENT
            UBND PHUONG BA DINH                              | Phường Hoàn Kiếm                                 | DIFFERENT
            CONG TY TNHH HOAN KIEM                           | Phường Hoàn Kiếm                                 | DIFFERENT
            """)
    void likenessIsToldFromNames(String holder, String agency, Likeness expected) {
        var comparison = HolderName.compare(holder, agency);
        assertThat(comparison.likeness()).as(comparison.vi()).isEqualTo(expected);
        assertThat(comparison.vi().isEmpty()).isEqualTo(expected == Likeness.SAME);
    }

    @Test
    void nearMissNamesTheWords() {
        var comparison = HolderName.compare("UBND XA HOAN KIEM", "Phường Hoàn Kiếm");
        assertThat(comparison.vi()).isEqualTo("thiếu «PHUONG», thừa «XA»");
        assertThat(comparison.en()).isEqualTo("missing «PHUONG», added «XA»");
    }

    static List<String> validAccounts() {
        return Vectors.each(Vectors.read("treasury_and_split").path("valid"))
                .map(n -> n.asText())
                .toList();
    }

    static List<String> invalidAccounts() {
        return Vectors.each(Vectors.read("treasury_and_split").path("invalid"))
                .map(n -> n.asText())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("validAccounts")
    void treasuryAccountPasses_whenItHasTheForm(String account) {
        assertThat(waiting(null, account).findings()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("invalidAccounts")
    @ValueSource(
            strings = {
                "3511.0.1104195.000000",
                "1111.0.1104195.00000",
                "3511.00.1104195",
                "3511.0.1104195.",
                " 3511.0.1104195",
                "3511.a.1104195"
            })
    void treasuryAccountIsStopped_whenItHasNotTheForm(String account) {
        assertThat(waiting(null, account).findings())
                .singleElement()
                .satisfies(f -> assertThat(f.blocking()).isTrue())
                .satisfies(f -> assertThat(f.key()).isEqualTo("treasury.waiting_account:waiting_account_form"));
    }

    @Test
    void treasuryAccountIsStopped_whenItNamesAnotherUnit() {
        assertThat(waiting("1104196", "3511.0.1104195").findings())
                .singleElement()
                .satisfies(f -> assertThat(f.rule()).isEqualTo("waiting_account_unit"));
        assertThat(waiting("1104195", "3511.0.1104195").findings()).isEmpty();
    }

    @Test
    void unusualGroupIsAskedAbout_andNotStopped() {
        assertThat(waiting(null, "3713.0.1104195").findings())
                .singleElement()
                .satisfies(f -> assertThat(f.blocking()).isFalse());
    }

    @Test
    void everyCodeHasItsLength() {
        var good = new Treasury("1104195", null, "7111", "0011", "757", "2801", "1056123", null);
        assertThat(good.findings()).isEmpty();
        var bad = new Treasury("110419", null, "7112", "011", "75", "28010", "105612x", "123");
        assertThat(bad.findings())
                .allSatisfy(f -> assertThat(f.blocking()).isTrue())
                .extracting(Finding::field)
                .containsExactlyInAnyOrder(
                        "treasury.budget_unit",
                        "treasury.revenue_account",
                        "treasury.office",
                        "treasury.chapter",
                        "treasury.sub_item",
                        "treasury.collecting_authority",
                        "treasury.tax_code");
    }

    @ParameterizedTest
    @CsvSource({
        "0100233488,",
        "0314409058-002,",
        "0100112437,",
        "0312687878001,",
        "0100233480,tax_code_check_digit",
        "0100233478,tax_code_check_digit",
        "12345,tax_code_form",
        "0100000000,tax_code_form",
        "0100233488000,tax_code_form",
        "01002334880001,tax_code_form",
        "01002334a8,tax_code_form"
    })
    void taxCodeIsCheckedByItsDigit(String code, @Nullable String rule) {
        assertThat(TaxCode.fault(code).map(Finding::rule)).isEqualTo(Optional.ofNullable(rule));
    }

    @Test
    void everySingleWrongDigitOfATaxCodeIsSeen() {
        String good = "0100233488";
        for (int i = 0; i < good.length(); i++) {
            for (char digit = '0'; digit <= '9'; digit++) {
                String typed = good.substring(0, i) + digit + good.substring(i + 1);
                assertThat(TaxCode.fault(typed).isEmpty()).as(typed).isEqualTo(typed.equals(good));
            }
        }
    }

    @Test
    void bankMustBeKnownAndAbleToReceive() {
        assertThat(rules("999999", "1900000010126", "UBND PHUONG HOAN KIEM")).containsExactly("bank_unknown");
        assertThat(rules("970432", "1900000010126", "UBND PHUONG HOAN KIEM")).isEmpty();
        // Twice in the table, once as a bank that only receives: it receives.
        assertThat(rules("970406", "1900000010126", "UBND PHUONG HOAN KIEM")).isEmpty();
    }

    @Test
    void unusualNumberIsAskedAbout_whereTheBanksFormIsKnown() {
        assertThat(rules("970436", "0011004123456", "UBND PHUONG HOAN KIEM")).isEmpty();
        assertThat(rules("970436", "00110041234567", "UBND PHUONG HOAN KIEM")).containsExactly("number_unusual");
    }

    @Test
    void numberOfAnotherAgencyIsNamed() {
        var facts = new CheckRegistration.Facts(
                "970432",
                "1900000010126",
                "UBND PHUONG HOAN KIEM",
                NONE,
                "Phường Hoàn Kiếm",
                null,
                new CheckRegistration.Rival("Phường Ba Đình", true));
        assertThat(CheckRegistration.findings(facts))
                .singleElement()
                .satisfies(f -> assertThat(f.key()).isEqualTo("number:number_registered"))
                .satisfies(f -> assertThat(f.vi()).contains("Phường Ba Đình"));
    }

    private static List<String> rules(String bin, String number, String holder) {
        return CheckRegistration.findings(
                        new CheckRegistration.Facts(bin, number, holder, null, "Phường Hoàn Kiếm", null, null))
                .stream()
                .map(Finding::rule)
                .toList();
    }

    private static Treasury waiting(@Nullable String unit, String account) {
        return new Treasury(unit, account, null, null, null, null, null, null);
    }
}
