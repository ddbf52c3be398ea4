package vn.phigate.reconciliation.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import vn.phigate.gateway.platform.time.BusinessDay;

/** A finance officer's morning: yesterday's file in, what is left worked by keyboard alone, approved by another person, the day closed. */
@InBrowser
class MorningTest {
    /** Bytes of nothing, so that the upload takes a moment. */
    private static final int LONG_FILE = 60_000;

    @AfterEach
    void presentTime(Stage stage) {
        stage.api.clock(null);
    }

    @ParameterizedTest
    @CsvSource({"VI, 00190", "EN, 00199"})
    void closesYesterday(Lang lang, String agency, Stage stage, @TempDir Path folder) throws IOException {
        // A working day that no other test has anything on.
        LocalDate day = BusinessDay.of(Instant.now())
                .plusDays(1)
                .with(TemporalAdjusters.nextOrSame(lang == Lang.VI ? DayOfWeek.TUESDAY : DayOfWeek.THURSDAY));
        stage.api.clock(BusinessDay.startOf(day).plus(Duration.ofHours(10)));
        JsonNode account = stage.api
                .get("maker", "/v1/accounts/resolve?procedure=9.000001&kind=FEE&agency=" + agency)
                .get("account");
        String reference = stage.api
                .pay(stage.api.dossier(agency, "9.000001", day), "vietqr")
                .get("reference")
                .asText();
        Api.Dossier unnamed = stage.api.dossier(agency, "9.000001", day);
        Path file = folder.resolve("sao-ke-" + lang.tag() + ".xml");
        Files.write(
                file,
                statement(
                        account.get("number").asText(),
                        day,
                        List.of(
                                new Entry(30_000, reference + " NOP PHI"),
                                new Entry(30_000, "NGUYEN THI HONG ANH NOP PHI " + lang),
                                new Entry(7_000, "CHUYEN TIEN " + lang))));
        stage.api.clock(BusinessDay.startOf(day.plusDays(1)).plus(Duration.ofHours(8)));

        Visitor maker = stage.visitor(lang).atFinance().signIn("maker", "/sign-in");
        takesTheFileIn(maker, file, day);
        seesWhatIsLeft(maker, day, lang);
        worksByKeyboard(maker, unnamed, day.plusDays(4));

        Visitor checker = stage.visitor(lang).atFinance().signIn("checker");
        checker.open("/proposals").reads(unnamed.code()).looks("reconciliation/proposals");
        checker.accessKey("a");
        checker.readsNoMore(unnamed.code());

        String sheet = "/accounts/" + account.get("bin").asText() + "-"
                + account.get("number").asText() + "/" + day;
        maker = stage.visitor(lang).atFinance().signIn("maker");
        maker.open(sheet)
                .reads(lang.say("chênh lệch 0 ₫", "difference VND 0"))
                .looks("reconciliation/account")
                .press(lang.say("Lập chốt sổ và ký thứ nhất", "Prepare the close, first signature"))
                .reads(lang.say("Một người khác phải ký lần thứ hai", "Another person must sign second"));
        checker = stage.visitor(lang).atFinance().signIn("checker");
        checker.open(sheet)
                .press(lang.say("Ký và chốt sổ", "Sign and close"))
                .reads(lang.say("Đã chốt sổ, không sửa được nữa", "Closed; nothing can be changed any more"))
                .looks("reconciliation/account-closed");
        findsALine(checker, unnamed, lang);
        takesTheReports(checker, day, lang);
    }

    private static void takesTheFileIn(Visitor maker, Path file, LocalDate day) {
        Lang lang = maker.lang;
        maker.open("/?day=" + day).reads(lang.say("Chưa có dòng sao kê nào", "No statement line"));
        maker.looks("reconciliation/morning-empty");
        maker.network(-1, LONG_FILE / 2, 0);
        maker.attach(lang.say("Nhập sao kê", "Import a bank statement"), file)
                .press(lang.say("Xem trước", "Look first"));
        maker.reads(lang.say("Đang gửi", "Sending"));
        maker.network(-1, -1, 0);
        maker.sees(lang.say("Xem trước khi ghi sổ", "Look before booking"))
                .reads(lang.say("Không có điểm nào cần xem", "Nothing needs a look"))
                .looks("reconciliation/staged");
        maker.press(lang.say("Ghi sổ", "Book it")).reads("30.000".replace(".", lang == Lang.VI ? "." : ","));
        maker.looks("reconciliation/statement");
    }

    private static void seesWhatIsLeft(Visitor maker, LocalDate day, Lang lang) {
        maker.open("/?day=" + day).press(lang.say("Đối soát ngày này", "Reconcile this day"));
        maker.reads(lang.say("Lần gần nhất", "Last run"))
                .reads(lang.say("khớp thêm 1,", "1 matched,"))
                .looks("reconciliation/morning");
    }

    /** Not once with a pointer. */
    private static void worksByKeyboard(Visitor maker, Api.Dossier unnamed, LocalDate later) {
        Lang lang = maker.lang;
        String day = Objects.requireNonNull(maker.here().getQuery());
        maker.tabTo(lang.say("Chênh lệch", "Discrepancies")).keys(Keys.ENTER);
        maker.sees(lang.say("Chênh lệch", "iscrepanc")).looks("reconciliation/discrepancies");
        maker.open("/discrepancies?" + day).reads("CHUYEN TIEN " + lang);
        String spare = maker.driver
                .findElement(By.xpath("//article[contains(., 'CHUYEN TIEN " + lang + "')]//h3//a"))
                .getDomProperty("href");
        String byHand = maker.driver
                .findElement(By.xpath("//article[contains(., 'HONG ANH NOP PHI " + lang + "')]//h3//a"))
                .getDomProperty("href");

        maker.open(Objects.requireNonNull(byHand)).looks("reconciliation/discrepancy");
        maker.accessKey("c").keys("gọi bộ phận một cửa", Keys.ENTER);
        maker.reads("gọi bộ phận một cửa");
        maker.accessKey("f").keys(unnamed.code(), Keys.ENTER);
        // The code stood there before, as the item of this amount: the answer is a page of its own.
        maker.waits(
                        "what was found",
                        () -> String.valueOf(maker.here().getQuery()).contains(unnamed.code()))
                .reads(unnamed.code());
        maker.tabTo(lang.say("Lý do", "Reason")).keys("đúng tên người nộp", Keys.ENTER);
        maker.reads(lang.say("Rút đề xuất", "Withdraw")).looks("reconciliation/discrepancy-proposed");

        maker.open(Objects.requireNonNull(spare));
        maker.tabTo(lang.say("Để lại tài khoản chờ xử lý", "Leave it in suspense"))
                .keys(Keys.ENTER);
        maker.tabTo(lang.say("Xem lại ngày", "Look again on")).keys(typed(maker, later));
        maker.tabTo(lang.say("Lý do", "Reason")).keys("chờ người nộp gọi", Keys.ENTER);
        maker.reads(lang.say("Không chờ nữa", "Wait no longer")).looks("reconciliation/discrepancy-held");
    }

    /** In the order in which this browser asks for day, month and year. */
    private static String typed(Visitor who, LocalDate date) {
        List<?> order = (List<?>)
                Objects.requireNonNull(
                        who.driver.executeScript(
                                "return new Intl.DateTimeFormat().formatToParts(new Date()).map(p => p.type).filter(t => t !== 'literal')"));
        var text = new StringBuilder();
        for (Object part : order) {
            text.append(
                    switch (String.valueOf(part)) {
                        case "day" -> "%02d".formatted(date.getDayOfMonth());
                        case "month" -> "%02d".formatted(date.getMonthValue());
                        default -> "%04d".formatted(date.getYear());
                    });
        }
        return text.toString();
    }

    private static void findsALine(Visitor who, Api.Dossier dossier, Lang lang) {
        who.type(lang.say("Tìm mã hồ sơ", "Find a dossier code"), "HONG ANH NOP PHI " + lang)
                .keys(Keys.ENTER)
                .reads(lang.say("1 dòng.", "1 line."));
        who.looks("reconciliation/search");
        who.open("/search?q=" + dossier.code()).reads("HONG ANH NOP PHI " + lang);
    }

    private static void takesTheReports(Visitor who, LocalDate day, Lang lang) {
        who.open("/reports?day=" + day).looks("reconciliation/reports");
        List<?> links = (List<?>) Objects.requireNonNull(
                who.driver.executeScript("return [...document.querySelectorAll('main a[download]')].map(a => a.href)"));
        assertThat(links).hasSizeGreaterThanOrEqualTo(9);
        for (Object link : links) {
            var file = who.download(String.valueOf(link));
            String start = new String(file.content(), 0, 4, StandardCharsets.ISO_8859_1);
            String kind = String.valueOf(link).replaceAll(".*/([a-z]+)\\?.*", "$1");
            assertThat(file.status()).as(String.valueOf(link)).isEqualTo(200);
            switch (kind) {
                case "xlsx" -> assertThat(start).isEqualTo("PK\3\4");
                case "pdf" -> assertThat(start).isEqualTo("%PDF");
                case "csv" -> assertThat(file.contentType()).startsWith("text/csv");
                default -> throw new AssertionError("a report as " + kind);
            }
        }
        who.press(lang.say("Tổng hợp theo tài khoản", "Settlement by account")).looks("reconciliation/report");
    }

    private record Entry(long amountVnd, String narrative) {}

    /** camt.053 of one day, opening at a million. */
    private static byte[] statement(String number, LocalDate day, List<Entry> entries) {
        var lines = new StringBuilder();
        long closingVnd = 1_000_000;
        for (Entry entry : entries) {
            closingVnd += entry.amountVnd;
            lines.append("""
                    <Ntry><Amt Ccy="VND">%d</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>%s</Dt></BookgDt>
                    <AcctSvcrRef>FT%d</AcctSvcrRef><NtryDtls><TxDtls><RmtInf><Ustrd>%s</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
                    """.formatted(entry.amountVnd, day, closingVnd, entry.narrative));
        }
        String balance =
                "<Bal><Tp><CdOrPrtry><Cd>%s</Cd></CdOrPrtry></Tp><Amt Ccy=\"VND\">%d</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>%s</Dt></Dt></Bal>";
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
                <GrpHdr><MsgId>M</MsgId><CreDtTm>2025-07-19T01:00:00</CreDtTm></GrpHdr>
                <Stmt><Id>S</Id><Acct><Id><Othr><Id>%s</Id></Othr></Id><Ccy>VND</Ccy></Acct>%s%s
                %s</Stmt></BkToCstmrStmt></Document>
                <!--%s-->
                """.formatted(
                        number,
                        balance.formatted("OPBD", 1_000_000, day),
                        balance.formatted("CLBD", closingVnd, day),
                        lines,
                        " ".repeat(LONG_FILE))
                .getBytes(StandardCharsets.UTF_8);
    }
}
