package vn.phigate.reconciliation.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.openqa.selenium.By;
import vn.phigate.gateway.platform.time.BusinessDay;

/** One of everything that a page can show, made through the contract, and where each of it is to be seen. */
final class FilledCity {
    private static final String WITHOUT_CHECKS =
            "document.querySelectorAll('form').forEach(form => { form.noValidate = true; })";

    /**
     * @param who role of a sandbox key; empty for nobody
     * @param act what is done there before the page is looked at
     */
    record Sight(String name, String who, String path, Consumer<Visitor> act) {}

    private final Api api;
    private final Path folder;
    private final LocalDate today = BusinessDay.of(Instant.now());
    private final List<Sight> sights = new ArrayList<>();
    private int accounts;

    /** @param folder for files to send */
    FilledCity(Api api, Path folder) {
        this.api = api;
        this.folder = folder;
    }

    List<Sight> fill() {
        List<JsonNode> communes = StreamSupport.stream(
                        api.get("maker", "/v1/agencies?limit=1000").get("items").spliterator(), false)
                .filter(agency -> agency.get("kind").asText().equals("commune"))
                .toList();
        // Codes of the last ones: other tests work with the first.
        List<String> codes = communes.stream()
                .skip(communes.size() - 12)
                .map(agency -> agency.get("code").asText())
                .toList();
        publicPages(codes.get(0));
        citizens(codes.get(1));
        JsonNode active = accounts(codes.get(2), codes.get(3));
        assignments(codes.get(2), codes.get(3), active);
        campaigns(codes);
        registry(active);
        catalogue();
        succession(codes.subList(4, 7));
        money(codes.get(7));
        transfer(codes.get(8));
        return sights;
    }

    private void see(String name, String who, String path) {
        see(name, who, path, visitor -> {});
    }

    private void see(String name, String who, String path, Consumer<Visitor> act) {
        sights.add(new Sight(name, who, path, act));
    }

    private void publicPages(String agency) {
        JsonNode account = account(agency, "9.000001");
        see("fees", "", "/fees");
        see("fees-found", "", "/fees?q=dang%20ky");
        see("fees-none", "", "/fees?q=zzzz");
        see("fee-sheet", "", "/fees/9.000001");
        see("fee-sheet-agency", "", "/fees/9.000001?agency=" + agency + "&channel=counter");
        see("fee-sheet-free", "", "/fees/1.000894?agency=" + agency);
        see("verify", "", "/verify");
        see("verify-unknown", "", "/verify/" + "A".repeat(26));
        see("check-account", "", "/check-account");
        see(
                "check-ours",
                "",
                "/check-account?bin=" + account.get("bin").asText() + "&number="
                        + account.get("number").asText());
        see(
                "check-looks-like-ours",
                "",
                "/check-account?bin=970418&number=" + account.get("number").asText());
        see("check-not-ours", "", "/check-account?bin=970436&number=123456");
        see("check-wrong", "", "/check-account?bin=970436&number=1");
        see("sign-in", "", "/sign-in");
        see("not-found", "", "/nothing-here");
        see("signed-in", "maker", "/sign-in");
        see("forbidden", "checker", "/registry/new");
    }

    private void citizens(String agency) {
        see("due-free", "", api.dossier(agency, "1.000894", today).path());
        see("due-two-accounts", "", api.dossier(agency, "9.000002", today).path());
        JsonNode atProvider = api.pay(api.dossier(agency), "vnpay");
        see("payment-at-provider", "", path(atProvider));
        JsonNode contested = api.pay(api.dossier(agency), "vnpay");
        api.provider(
                "/sandbox/vnpay/pay",
                Map.of("pay_url", contested.at("/attempt/redirect_url").asText(), "amount_vnd", 1_000));
        see("payment-other-amount", "", path(contested));
    }

    private static String path(JsonNode payment) {
        return URI.create(payment.get("result_url").asText()).getPath();
    }

    private JsonNode account(String agency, String procedure) {
        return api.get("maker", "/v1/accounts/resolve?kind=FEE&procedure=" + procedure + "&agency=" + agency)
                .get("account");
    }

    private JsonNode register(String agency, String holder) {
        return api.post(
                "maker",
                "/v1/accounts",
                Map.of(
                        "agency",
                        agency,
                        "bin",
                        "970436",
                        "number",
                        "19007%08d".formatted(++accounts),
                        "holder",
                        holder,
                        "legal_basis",
                        "QĐ 15/QĐ-UBND ngày 01/07/2025",
                        "treasury",
                        Map.of(
                                "budget_unit",
                                "1234567",
                                "revenue_account",
                                "7111",
                                "office",
                                "0011",
                                "chapter",
                                "805",
                                "sub_item",
                                "2716")));
    }

    private JsonNode submitted(String agency, String holder) {
        JsonNode account = register(agency, holder);
        api.post("maker", "/v1/accounts/" + id(account) + "/submit", Map.of());
        return account;
    }

    private JsonNode approved(String agency, String holder) {
        JsonNode account = submitted(agency, holder);
        api.post("checker", "/v1/accounts/" + id(account) + "/approve", Map.of());
        return account;
    }

    private static String id(JsonNode made) {
        return made.get("id").asText();
    }

    private static String file(JsonNode account) {
        return "/registry/accounts/" + id(account);
    }

    private JsonNode accounts(String first, String second) {
        JsonNode draft = register(first, "UBND PHUONG MAU");
        see("account-draft", "maker", file(draft));
        see("account-edit", "maker", file(draft) + "/edit");
        JsonNode submitted = submitted(second, "UBND PHUONG MAU TEN RAT DAI DE THU XUONG DONG TREN DIEN THOAI");
        see("account-submitted", "maker", file(submitted));
        see("account-to-approve", "checker", file(submitted));
        JsonNode rejected = submitted(first, "TEN SAI");
        api.post(
                "checker",
                "/v1/accounts/" + id(rejected) + "/reject",
                Map.of("reason", "Tên chủ tài khoản không khớp"));
        see("account-rejected", "maker", file(rejected));
        JsonNode closing = approved(second, "UBND PHUONG MAU");
        api.post("maker", "/v1/accounts/" + id(closing) + "/close", Map.of("reason", "Chuyển sang ngân hàng khác"));
        see("account-closing", "checker", file(closing));
        JsonNode active = approved(first, "UBND PHUONG MAU");
        see("account-active", "maker", file(active));
        see("account-new-wrong", "maker", "/registry/new?agency=" + first, visitor -> {
            visitor.driver.executeScript(WITHOUT_CHECKS);
            visitor.driver.findElement(By.id("number")).sendKeys("1");
            visitor.driver
                    .findElement(By.cssSelector("main form.card button[type=submit]"))
                    .click();
        });
        return active;
    }

    private void assignments(String first, String second, JsonNode active) {
        JsonNode delegated = api.post(
                "maker",
                "/v1/assignments",
                Map.of(
                        "agency",
                        second,
                        "procedure",
                        "9.000002",
                        "kind",
                        "FEE",
                        "account",
                        id(active),
                        "reason",
                        "Thu hộ theo thỏa thuận",
                        "consents",
                        List.of(Map.of("agency", second, "document", "Công văn 12/UBND ngày 20/07/2025"))));
        see("assignment", "maker", "/registry/assignments/" + id(delegated));
        see("assignment-to-approve", "checker", "/registry/assignments/" + id(delegated));
        see("assignment-new", "maker", "/registry/assignments/new?account=" + id(active));
        see("map-found", "maker", "/registry/map?procedure=9.000001&kind=FEE&agency=" + first);
        see(
                "map-none",
                "maker",
                "/registry/map?procedure=9.000001&kind=FEE&agency=" + first + "&known_at=2001-01-01T00:00");
        see("map-wrong", "maker", "/registry/map?procedure=1.999999&kind=FEE&agency=" + first);
    }

    private void campaigns(List<String> agencies) {
        api.post(
                "admin",
                "/v1/agencies/" + agencies.get(2) + "/contacts",
                Map.of("name", "Nguyễn Thị Lan", "email", "lan@phuong-mau.hanoi.gov.vn"));
        JsonNode late = api.post(
                "admin",
                "/v1/agencies",
                Map.of(
                        "code",
                        "S9001",
                        "kind",
                        "department",
                        "name",
                        "Sở Chậm Đăng Ký",
                        "valid_from",
                        today.minusDays(60).toString()));
        var all = new ArrayList<>(agencies);
        all.add(late.get("code").asText());
        JsonNode campaign = api.post(
                "admin",
                "/v1/campaigns",
                Map.of(
                        "title",
                        "Đăng ký tài khoản thu phí, lệ phí",
                        "legal_basis",
                        "Công văn 3200/UBND",
                        "register_by",
                        today.minusDays(5).toString(),
                        "configure_by",
                        today.minusDays(2).toString(),
                        "agencies",
                        all));
        see("agency", "admin", "/registry/agencies/" + agencies.get(2));
        see("campaigns", "admin", "/registry/campaigns");
        see("campaign-new", "admin", "/registry/campaigns/new");
        see("campaign", "maker", "/registry/campaigns/" + id(campaign));
    }

    private void registry(JsonNode active) {
        see("registry", "maker", "/registry");
        see("registry-none", "maker", "/registry?status=superseded");
        see("audit", "maker", "/registry/audit");
        see("audit-account", "maker", "/registry/audit?type=account&id=" + id(active));
        see("coverage", "maker", "/coverage");
        see("cells", "maker", "/coverage/cells");
        see("cells-open", "maker", "/coverage/cells?class=no_fee_row");
        see("income", "maker", "/income");
        see("income-none", "maker", "/income?from=2024-01-01&to=2024-01-02");
        see("income-wrong", "maker", "/income?from=x");
        see("income-lines", "maker", "/income/lines");
        see("income-payments", "maker", "/income/payments");
    }

    private void catalogue() {
        see("catalogue", "admin", "/registry/catalogue");
        see("catalogue-preview", "admin", "/registry/catalogue", visitor -> {
            Path template =
                    Path.of(System.getProperty("phigate.root", ".."), "config", "seeds", "catalogue-template.csv");
            send(visitor, template);
        });
        see(
                "catalogue-refused",
                "admin",
                "/registry/catalogue",
                visitor -> send(visitor, write("thu.xls", "not a table")));
    }

    private static void send(Visitor visitor, Path file) {
        visitor.driver
                .findElement(By.cssSelector("main input[type=file]"))
                .sendKeys(file.toAbsolutePath().toString());
        visitor.driver
                .findElement(By.cssSelector("main form button[type=submit]"))
                .click();
    }

    private Path write(String name, String content) {
        try {
            return Files.write(folder.resolve(name), content.getBytes(StandardCharsets.UTF_8));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private JsonNode propose(Map<String, ?> more) {
        var body = new java.util.HashMap<String, Object>(more);
        body.put("legal_act", "Nghị quyết số 1656/NQ-UBTVQH15 ngày 16/6/2025");
        return api.post("maker", "/v1/successions", body);
    }

    private void succession(List<String> communes) {
        JsonNode merger = propose(Map.of(
                "cut_over",
                today.plusDays(40) + "T00:00:00+07:00",
                "note",
                "Sắp xếp đơn vị hành chính đợt 2",
                "parts",
                List.of(
                        Map.of("former_agency", communes.get(0), "successor_agency", communes.get(1)),
                        Map.of("former_agency", communes.get(2), "successor_agencies", communes.subList(0, 2)))));
        see("successions", "maker", "/registry/successions");
        see("succession-own", "maker", "/registry/successions/" + id(merger));
        see("succession-to-approve", "checker", "/registry/successions/" + id(merger));
        see("succession-unreasoned", "checker", "/registry/successions/" + id(merger), visitor -> {
            visitor.driver.executeScript(WITHOUT_CHECKS);
            visitor.driver.executeScript("document.querySelector('form[action$=reject]').requestSubmit()");
            visitor.waits(
                    "the refusal",
                    () -> !visitor.driver
                            .findElements(By.cssSelector("[role=alert]"))
                            .isEmpty());
        });
        see("decisions", "checker", "/registry/succession-decisions");
    }

    private void money(String agency) {
        JsonNode paid = api.pay(api.dossier(agency), "vnpay");
        Map<String, String> order =
                Map.of("pay_url", paid.at("/attempt/redirect_url").asText());
        api.provider("/sandbox/vnpay/pay", order);
        JsonNode refund = api.post(
                "maker",
                "/v1/payments/" + id(paid) + "/refunds",
                Map.of("amount_vnd", 20_000, "reason", "Hồ sơ bị trả lại"));
        see("payment-refund", "", path(paid));
        see("cases", "maker", "/cases");
        see("refunds", "maker", "/refunds");
        see("refund", "checker", "/refunds/" + id(refund));
        see("ledger", "maker", "/ledger");
    }

    /** Money on an account that another has replaced, and a line that nobody can place. */
    private void transfer(String agency) {
        JsonNode former = account(agency, "9.000001");
        JsonNode next = approved(agency, "UBND PHUONG MAU MOI");
        String reference =
                api.pay(api.dossier(agency), "vietqr").get("reference").asText();
        JsonNode replaced = propose(Map.of(
                "cut_over", Instant.now().toString(),
                "parts", List.of(Map.of("former_account", id(former), "successor_account", id(next)))));
        api.post("checker", "/v1/successions/" + id(replaced) + "/approve", Map.of());
        see("succession-in-force", "maker", "/registry/successions/" + id(replaced));
        api.upload("so-phu.csv", """
                Số tài khoản,%s
                Số dư đầu kỳ,0
                Số dư cuối kỳ,37000
                Ngày giao dịch,Số tham chiếu,Số tiền ghi nợ,Số tiền ghi có,Mô tả
                %s,R1,,30000,%s
                %s,R2,,7000,CHUYEN TIEN
                """.formatted(former.get("number").asText(), today, reference, today));
        api.post("maker", "/v1/reconciliations", Map.of("business_day", today.toString()));
        see("finance-day", "maker", "finance:/");
        see("finance-rows", "maker", "finance:/discrepancies?rows=true&status=all");
        see("finance-proposals", "checker", "finance:/proposals?status=approved");
        see("finance-search", "maker", "finance:/search?q=30000");
        see(
                "finance-preview",
                "maker",
                "finance:/preview",
                visitor -> send(visitor, write("thu.sta", "not a statement")));
        see("finance-staged", "maker", "finance:/", visitor -> {
            visitor.attach(visitor.say("Nhập sao kê", "Import a bank statement"), write("hong.csv", "a,b\n1,2\n"));
            visitor.press(visitor.say("Xem trước", "Look first"))
                    .waits("the preview", () -> !visitor.here().getPath().equals("/"));
        });
        see("finance-sign-in", "", "finance:/sign-in");
        see("finance-forbidden", "dossiers", "finance:/upload/" + java.util.UUID.randomUUID());
        see("finance-not-found", "maker", "finance:/nothing-here");
    }
}
