package vn.phigate.gateway.receipts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.platform.signing.CanonicalJson;
import vn.phigate.gateway.platform.signing.Ed25519Key;
import vn.phigate.gateway.platform.signing.PublicKeys;
import vn.phigate.gateway.platform.signing.SignedDocument;
import vn.phigate.gateway.receipts.VerifyReceipt.Verdict;

class ReceiptContentTest {

    private static final Ed25519Key KEY = Ed25519Key.fromSeed(new byte[32]);

    @Test
    void isWrittenInItsPublishedForm() {
        assertThat(new String(CanonicalJson.bytes(SampleReceipt.ordinary().toJson()), UTF_8))
                .isEqualTo("""
                        {"account":{"bin":"970432","holder":"UBND PHUONG HOAN KIEM","number":"1234567890"},\
                        "amount_in_words":"Ba mươi nghìn đồng","code":"3ZK7Q0M9XH2V5RB8NC4WD6TJYA",\
                        "collector":{"address":"Số 12 Hàng Bài, Hà Nội","agency_code":"00004","name":"Ủy ban nhân dân phường Hoàn Kiếm","tax_code":"0101234567"},\
                        "document":"phigate.receipt.v1","dossiers":["H26.00004-260717-0001"],"issued_on":"2026-07-17","legal_regime":"Nghị định 254/2026/NĐ-CP, Thông tư 91/2026/TT-BTC",\
                        "lines":[{"amount_vnd":20000,"kind":"FEE","legal_basis":"Nghị quyết 07/2023/NQ-HĐND, khoản 1 Điều 3","name":"Phí thẩm định hồ sơ (dữ liệu thử)"},\
                        {"amount_vnd":10000,"kind":"CHARGE","legal_basis":"Thông tư 85/2019/TT-BTC","name":"Lệ phí đăng ký hộ tịch (dữ liệu thử)"}],\
                        "number":123,"number_text":"00000123","paid_at":"2026-07-17T03:15:30.123456Z","payer":{"name":"Nguyễn Thị Hường"},\
                        "procedure":{"code":"9.000001","name":"Thủ tục mẫu có phí và lệ phí"},"provider":"VNPay","provider_transaction":"14422574",\
                        "sample":true,"serial":"26THN","template":"EBL01","title":"BIÊN LAI THU TIỀN PHÍ, LỆ PHÍ","total_vnd":30000,\
                        "verify_url":"https://thuphi.example.vn/verify/3ZK7Q0M9XH2V5RB8NC4WD6TJYA"}""");
    }

    @Test
    void isTheSame_whenReadBack() {
        for (var receipt : List.of(
                SampleReceipt.ordinary(),
                SampleReceipt.with("  ", SampleReceipt.twoLines(), "Ba mươi nghìn đồng", null, null))) {
            assertThat(ReceiptContent.fromJson(SignedDocument.sign(receipt.toJson(), KEY)))
                    .isEqualTo(receipt);
        }
    }

    @Test
    void namesNobody_whenThePayerIsNotKnown() {
        assertThat(SampleReceipt.with(" ", SampleReceipt.twoLines(), "x", null, null)
                        .payerName())
                .isEqualTo("Người nộp tiền");
    }

    @Test
    void isSigned_howeverBadlyANameIsTyped() {
        var receipt = SampleReceipt.with("Nguye\u0302\u0303n\tVăn \uD800\n", SampleReceipt.twoLines(), "x", null, null);
        assertThat(receipt.payerName()).isEqualTo("Nguyễn Văn \uFFFD");
        assertThat(check(CanonicalJson.bytes(SignedDocument.sign(receipt.toJson(), KEY)))
                        .verdict())
                .isEqualTo(Verdict.GENUINE);
    }

    @Test
    void refusesToSayWhatDoesNotAddUp() {
        var json = SampleReceipt.ordinary().toJson();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReceiptContent.fromJson(json.deepCopy().put("total_vnd", 30_001)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReceiptContent.fromJson(json.deepCopy().put("number_text", "00000124")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReceiptContent.fromJson(json.deepCopy().put("document", "phigate.other.v1")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReceiptContent.fromJson(json.deepCopy().put("paid_at", "yesterday")));
        for (var member : List.copyOf(json.properties())) {
            var without = json.deepCopy();
            without.remove(member.getKey());
            assertThatIllegalArgumentException().as(member.getKey()).isThrownBy(() -> ReceiptContent.fromJson(without));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReceiptContent.Line("Phí", ReceiptContent.LineKind.FEE, 0, ""));
    }

    @Test
    void tellsPeopleWhatTheCheckFound() {
        var published = new String(
                CanonicalJson.bytes(SignedDocument.sign(SampleReceipt.ordinary().toJson(), KEY)), UTF_8);
        assertThat(check(published.getBytes(UTF_8)).text())
                .contains("CHỮ KÝ ĐÚNG", "EBL01 26THN 00000123", "30.000 đồng", "17/07/2026", "GENUINE", "SAMPLE");
        var altered = check(published.replace("20000", "29000").getBytes(UTF_8));
        assertThat(altered.verdict()).isEqualTo(Verdict.ALTERED);
        assertThat(altered.text()).contains("đã bị sửa", "changed after signing");
        assertThat(check("junk".getBytes(UTF_8)).verdict()).isEqualTo(Verdict.ALTERED);
        var other = SampleReceipt.ordinary().toJson().put("document", "phigate.nofee.v1");
        assertThat(check(CanonicalJson.bytes(SignedDocument.sign(other, KEY))).verdict())
                .isEqualTo(Verdict.NOT_A_RECEIPT);
        var stranger = Ed25519Key.generate(new SecureRandom());
        assertThat(check(CanonicalJson.bytes(
                                SignedDocument.sign(SampleReceipt.ordinary().toJson(), stranger)))
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN_KEY);
    }

    @Test
    void codesAreReadAsPeopleTypeThem() {
        var code = new ReceiptCode("3ZK7Q0M9XH2V5RB8NC4WD6TJ1A");
        assertThat(code.grouped()).isEqualTo("3ZK7Q-0M9XH-2V5RB-8NC4W-D6TJ1A");
        for (var typed : List.of(code.grouped(), " 3zk7q om9xh 2v5rb 8nc4w d6tjia ", "3ZK7QOM9XH2V5RB8NC4WD6TJLA")) {
            assertThat(ReceiptCode.parse(typed)).as(typed).contains(code);
        }
        for (var typed : List.of(
                "",
                "3ZK7Q",
                code + "0",
                "ZZK7Q0M9XH2V5RB8NC4WD6TJ1A",
                "3ZK7Q0M9XH2V5RB8NC4WD6TJ1U",
                "x".repeat(100_000))) {
            assertThat(ReceiptCode.parse(typed)).isEmpty();
        }
    }

    @Test
    void codesUseAllOf128Bits() {
        var random = new SecureRandom();
        var symbolsAt = new java.util.ArrayList<HashSet<Character>>();
        for (int i = 0; i < 26; i++) {
            symbolsAt.add(new HashSet<>());
        }
        for (int n = 0; n < 3_000; n++) {
            var text = ReceiptCode.generate(random).text();
            for (int i = 0; i < 26; i++) {
                symbolsAt.get(i).add(text.charAt(i));
            }
        }
        assertThat(symbolsAt.getFirst()).hasSize(8);
        assertThat(symbolsAt.subList(1, 26))
                .allSatisfy(symbols -> assertThat(symbols).hasSize(32));
    }

    private static VerifyReceipt.Answer check(byte[] json) {
        return VerifyReceipt.check(
                json,
                new PublicKeys(List.of(KEY.publicKey())).toJwkSet().toString().getBytes(UTF_8));
    }
}
