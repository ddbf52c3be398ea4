package vn.phigate.reconciliation.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import vn.phigate.gateway.Gateway;
import vn.phigate.gateway.GatewaySettings;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.dossiers.NewDossier;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.HttpSettings;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.CityClock;
import vn.phigate.gateway.procedures.Channel;
import vn.phigate.gateway.seeds.SeedCity;
import vn.phigate.gateway.web.Pages;
import vn.phigate.gateway.web.SignInPages;
import vn.phigate.gateway.web.StaticFiles;
import vn.phigate.reconciliation.ReconciliationService;
import vn.phigate.reconciliation.calendar.BankCalendar;
import vn.phigate.reconciliation.decisions.DecisionRules;
import vn.phigate.reconciliation.lists.ListLayouts;
import vn.phigate.reconciliation.matching.MatchingRules;
import vn.phigate.reconciliation.settlements.Contracts;
import vn.phigate.reconciliation.statements.StatementReaders;
import vn.phigate.reconciliation.statements.camt.CamtFormat;
import vn.phigate.reconciliation.statements.settlement.SettlementFormat;

/** A seeded city with the finance site on a free port, and browsers of people who signed in there. */
final class FinanceSite implements AutoCloseable {
    static final LocalDate DAY = LocalDate.of(2025, 7, 18);
    private static final Path CONFIG =
            Path.of(System.getProperty("phigate.root", "..")).resolve("config");

    final Gateway gateway;
    private final Web web;
    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private int dossiers;

    private static ListLayouts layoutsOfLists() {
        try {
            return ListLayouts.load(Path.of(System.getProperty("phigate.root", ".."), "config", "lists"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static BankCalendar calendar() {
        try {
            return BankCalendar.load(Path.of(System.getProperty("phigate.root", ".."), "config", "calendar.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FinanceSite(Db db, Path folder) {
        new SeedCity(db, CONFIG.resolve("seeds"), line -> {}).runIfEmpty("01");
        gateway = new Gateway(
                settings(folder), db, new CityClock(InstantSource.fixed(Instant.parse("2025-07-19T01:00:00Z"))));
        var service = new ReconciliationService(
                db,
                gateway.accounts(),
                gateway.agencies(),
                gateway.successions(),
                gateway.payments(),
                gateway.bankWitness(),
                gateway.ledger(),
                gateway.refunds(),
                gateway.audit(),
                new StatementReaders(List.of(new CamtFormat())),
                settlementFiles(),
                contracts(),
                DecisionRules.USUAL,
                MatchingRules.ALL,
                calendar(),
                layoutsOfLists(),
                gateway.clock());
        web = new Web(
                "finance",
                HttpSettings.local(0).withUploads(32 * 1024 * 1024),
                db,
                gateway.identity(),
                gateway.clock());
        var pages = new Pages("Thành phố Hà Nội", true);
        service.routes(web);
        StaticFiles.routes(web);
        var finance = new FinancePages(
                db,
                gateway.agencies(),
                service.statements(),
                service.settlements(),
                service.matching(),
                service.discrepancies(),
                service.decisions(),
                service.transfers(),
                service.notices(),
                service.closings(),
                service.periods(),
                service.reports(),
                service.dayReports(),
                pages,
                gateway.clock());
        finance.routes(web);
        new SignInPages(gateway.identity(), pages, finance::framed, "http://localhost:8081", gateway.clock())
                .routes(web);
        web.start();
    }

    private static SettlementFormat settlementFiles() {
        try {
            return SettlementFormat.load(CONFIG.resolve("settlements"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Contracts contracts() {
        try {
            return Contracts.load(CONFIG.resolve("contracts.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GatewaySettings settings(Path folder) {
        try {
            Path file = folder.resolve("gateway.yaml");
            Files.writeString(
                    file, Files.readString(CONFIG.resolve("gateway.yaml")).replace("\"data\"", "\"" + folder + "\""));
            return GatewaySettings.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        web.close();
        gateway.close();
    }

    /** The account that the fees of an agency go to. */
    CollectionAccount accountOf(String agency) {
        var found = gateway.agencies().get(gateway.db(), agency, DAY);
        return gateway.accounts().ofAgency(gateway.db(), found.id()).stream()
                .filter(account -> account.status().equals("active"))
                .findFirst()
                .orElseThrow();
    }

    /** A dossier of 30.000 ₫ that nobody has paid; its code. */
    String dossier(String agency) {
        String code = "H26.%s-250718-%04d".formatted(agency, ++dossiers);
        var payer = new NewDossier.Payer("Nguyễn Văn A", "0912345678", null, null, null, List.of());
        gateway.db()
                .inTransactionDo(tx -> gateway.dossiers()
                        .record(
                                tx,
                                new NewDossier(code, "9.000001", agency, Channel.ONLINE, DAY, payer, Map.of()),
                                "test"));
        return code;
    }

    /** One line of a bank's file: whole đồng, below 0 for money out. */
    record Entry(long amountVnd, String narrative) {}

    static byte[] camt(CollectionAccount account, LocalDate day, long openingVnd, Entry... entries) {
        var lines = new StringBuilder();
        long closingVnd = openingVnd;
        int number = 0;
        for (Entry entry : entries) {
            closingVnd += entry.amountVnd;
            lines.append(
                            "<Ntry><Amt Ccy=\"VND\">%d</Amt><CdtDbtInd>%s</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>%s</Dt></BookgDt>"
                                    .formatted(Math.abs(entry.amountVnd), entry.amountVnd < 0 ? "DBIT" : "CRDT", day))
                    .append("<AcctSvcrRef>FT%s%03d</AcctSvcrRef>"
                            .formatted(account.number().substring(4, 10), ++number))
                    .append("<NtryDtls><TxDtls><RmtInf><Ustrd>")
                    .append(entry.narrative.replace("&", "&amp;").replace("<", "&lt;"))
                    .append("</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n");
        }
        String balance =
                "<Bal><Tp><CdOrPrtry><Cd>%s</Cd></CdOrPrtry></Tp><Amt Ccy=\"VND\">%d</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>%s</Dt></Dt></Bal>";
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
                <GrpHdr><MsgId>M</MsgId><CreDtTm>2025-07-19T01:00:00</CreDtTm></GrpHdr>
                <Stmt><Id>S</Id><Acct><Id><Othr><Id>%s</Id></Othr></Id><Ccy>VND</Ccy></Acct>%s%s
                %s</Stmt></BkToCstmrStmt></Document>
                """.formatted(
                        account.number(),
                        balance.formatted("OPBD", openingVnd, day),
                        balance.formatted("CLBD", closingVnd, day),
                        lines)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** What came back. */
    record Page(int status, String body, HttpResponse<String> response) {
        String location() {
            return response.headers().firstValue("Location").orElse("");
        }
    }

    Browser nobody() {
        return new Browser("");
    }

    /** @param key of the sandbox */
    Browser signedIn(String key) {
        Page answer = nobody().post("/sign-in", Map.of("key", key));
        String cookie = answer.response.headers().firstValue("Set-Cookie").orElseThrow();
        return new Browser(cookie.substring(0, cookie.indexOf(';')));
    }

    /** The interface for programs, for the same figures. */
    JsonNode api(String path) {
        return Json.tree(send(request(path)
                        .header("Authorization", "Bearer sk_sandbox_maker")
                        .build())
                .body);
    }

    /** The items of a list of the interface. */
    static Stream<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.path("items").spliterator(), false);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + web.port() + path));
    }

    private Page send(HttpRequest request) {
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Page(response.statusCode(), Objects.requireNonNull(response.body()), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Asks as a browser does, with its cookie and fetch metadata; never follows a redirect. */
    final class Browser {
        private final String cookie;

        private Browser(String cookie) {
            this.cookie = cookie;
        }

        private HttpRequest.Builder asked(String path, String site) {
            var asked = request(path).header("Accept", "text/html").header("Sec-Fetch-Site", site);
            return cookie.isEmpty() ? asked : asked.header("Cookie", cookie);
        }

        Page get(String path) {
            return send(asked(path, "same-origin").build());
        }

        Page post(String path, Map<String, String> form) {
            return post(path, form, "same-origin");
        }

        Page post(String path, Map<String, String> form, String site) {
            String body = form.entrySet().stream()
                    .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&"));
            return send(asked(path, site)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build());
        }

        Page upload(String path, String filename, byte[] content) {
            return upload(path, filename, content, "same-origin");
        }

        Page upload(String path, String filename, byte[] content, String site) {
            byte[] head = ("--XyZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + filename
                            + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8);
            byte[] tail = "\r\n--XyZ--\r\n".getBytes(StandardCharsets.US_ASCII);
            return send(asked(path, site)
                    .header("Content-Type", "multipart/form-data; boundary=XyZ")
                    .POST(HttpRequest.BodyPublishers.concat(
                            HttpRequest.BodyPublishers.ofByteArray(head),
                            HttpRequest.BodyPublishers.ofByteArray(content),
                            HttpRequest.BodyPublishers.ofByteArray(tail)))
                    .build());
        }
    }
}
