package vn.phigate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.testsupport.Database;

@Database
final class FeePagesTest {
    private static TestCity city;

    @BeforeAll
    static void openCity(Db db) throws IOException {
        city = new TestCity(db);
    }

    @AfterAll
    static void closeCity() {
        city.close();
    }

    private static Visitor visitor() {
        return Visitor.of(city, "198.51.100.77");
    }

    private static Visitor staff() {
        return visitor().with("Authorization", "Bearer sk_sandbox_maker");
    }

    @Test
    void findsAProcedure_typedWithoutMarks() {
        var page = visitor().get("/fees?q=dang%20ky%20thuong%20tru");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text()).contains("href=\"/fees/1.004222\"", "Đăng ký thường trú");
        assertThat(visitor().get("/fees?q=zzzz").text()).contains("Không có thủ tục nào có đủ các từ này");
        assertThat(visitor().get("/fees?q=%3Cscript%3E").text()).doesNotContain("<script>");
    }

    @Test
    void showsPriceLawAndAccount_andThatNothingElseMayBeAsked() {
        var page = visitor().get("/fees/9.000001?agency=00004&channel=online");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text())
                .contains(
                        "Phường Ba Đình",
                        "20.000 ₫",
                        "10.000 ₫",
                        "30.000 ₫",
                        "Văn bản mẫu 01/2025/MAU",
                        "Ngoài các khoản trên, không ai",
                        "dữ liệu mẫu");
        assertThat(visitor().get("/fees/9.000001?agency=00004&lang=en").text())
                .contains("VND 30,000", "nobody may ask");
        assertThat(visitor().get("/fees/9.000001").text()).contains("Chọn cơ quan để xem");
        assertThat(visitor().get("/fees/1.000894?agency=00004").text()).contains("Không phải nộp gì");
        assertThat(visitor().get("/fees/7.777777").status()).isEqualTo(404);
        assertThat(visitor().get("/fees/9.000001?agency=99999").status()).isEqualTo(404);
    }

    @Test
    void showsCoverageToStaff_withItsCells() {
        assertThat(visitor().get("/coverage").location()).startsWith("/sign-in");
        var page = staff().get("/coverage");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text()).contains("6.486", "Phường Ba Đình");
        assertThat(Pattern.compile("href=\"/coverage/cells\\?channel=online&amp;class=")
                        .matcher(page.text())
                        .results())
                .hasSize(7);
        var cells = staff().get("/coverage/cells?channel=online&class=payable&agency=00004");
        assertThat(cells.text())
                .contains("/fees/9.000001?agency=00004", "Nộp được")
                .doesNotContain("Phường Ngọc Hà");
        var first = staff().get("/coverage/cells?channel=counter").text();
        var next = Pattern.compile("after=([^\"]+)\"").matcher(first);
        assertThat(next.find()).isTrue();
        assertThat(staff().get("/coverage/cells?channel=counter&after=" + next.group(1))
                        .text())
                .contains("Từng thủ tục")
                .isNotEqualTo(first);
        for (String odd : List.of("agency=%27", "procedure=x", "class=none", "after=..%2F", "channel=fax")) {
            assertThat(staff().get("/coverage/cells?" + odd).status()).as(odd).isEqualTo(200);
        }
    }
}
