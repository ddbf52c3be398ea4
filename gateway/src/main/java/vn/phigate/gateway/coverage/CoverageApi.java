package vn.phigate.gateway.coverage;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Language;
import vn.phigate.gateway.platform.http.RateLimit;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.procedures.Channel;
import vn.phigate.gateway.procedures.Price;
import vn.phigate.gateway.procedures.PricedItem;
import vn.phigate.gateway.procedures.ProcedureCode;
import vn.phigate.gateway.procedures.Relief;
import vn.phigate.gateway.procedures.Terms;

/** Coverage and the public fee look-up over HTTP. */
public final class CoverageApi {
    private static final int LOOK_UPS_A_MINUTE = 120;

    private final Db db;
    private final Coverage coverage;
    private final FeeSheets sheets;
    private final RateLimit limit;

    public CoverageApi(Db db, Coverage coverage, FeeSheets sheets, InstantSource clock) {
        this.db = db;
        this.coverage = coverage;
        this.sheets = sheets;
        this.limit = new RateLimit(LOOK_UPS_A_MINUTE, Duration.ofMinutes(1), clock);
    }

    public void routes(Web web) {
        web.get("/v1/coverage", Access.READ, this::coverage);
        web.get("/v1/fees", Access.PUBLIC, this::fees);
    }

    /** Totals, or cells as soon as a filter or a page is asked for. */
    private Reply coverage(Request request) {
        boolean cells = Set.of("agency", "procedure", "class", "cursor", "limit").stream()
                .anyMatch(name -> request.query(name).isPresent());
        return cells ? cells(request) : totals(request);
    }

    private Reply totals(Request request) {
        Coverage.Totals totals = coverage.totals(request.queryInstant("at").orElse(null), channel(request));
        var body = new LinkedHashMap<String, Object>();
        body.put("at", totals.at());
        body.put("channel", totals.channel());
        body.put("cells", totals.cells());
        body.put("classes", all(totals.classes()));
        body.put(
                "agencies",
                totals.agencies().stream().map(l -> line("agency", l)).toList());
        body.put(
                "procedures",
                totals.procedures().stream().map(l -> line("procedure", l)).toList());
        return Reply.ok(body);
    }

    /** Every class, also those without a cell: whoever adds up must not have to guess. */
    private static Map<CellClass, Long> all(Map<CellClass, Long> classes) {
        var all = new EnumMap<CellClass, Long>(CellClass.class);
        for (CellClass each : CellClass.values()) {
            all.put(each, classes.getOrDefault(each, 0L));
        }
        return all;
    }

    private static Map<String, Object> line(String what, Coverage.Line line) {
        var view = new LinkedHashMap<String, Object>();
        view.put(what, line.code());
        view.put("name", line.name());
        view.put("cells", line.cells());
        view.put("classes", line.classes());
        return view;
    }

    private Reply cells(Request request) {
        Language language = request.language();
        String after = request.query("cursor").orElse("");
        if (!after.isEmpty() && !after.matches(Coverage.KEY)) {
            throw HttpProblem.field(
                    "cursor", after, "cần giá trị next của trang trước.", "the next of the page before is needed.");
        }
        var filter = new Coverage.Filter(
                request.query("agency").orElse(null),
                request.query("procedure").map(CoverageApi::base).orElse(null),
                cellClass(request));
        Coverage.Page page = coverage.cells(
                filter,
                request.queryInstant("at").orElse(null),
                channel(request),
                after,
                request.queryLimit(100, 1000));
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("items", page.cells().stream().map(c -> view(c, language)).toList());
        body.put("next", page.next());
        return Reply.ok(body);
    }

    private static Map<String, @Nullable Object> view(Coverage.Cell cell, Language language) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("agency", cell.agency());
        view.put("agency_name", cell.agencyName());
        view.put("procedure", cell.procedure());
        view.put("procedure_name", cell.procedureName());
        view.put("class", cell.cellClass());
        view.put("reason", cell.reason(language));
        view.put("successor", cell.successor());
        view.put("actor", cell.cellClass().actor());
        List<String> kinds = new ArrayList<>();
        if (cell.needsFee()) {
            kinds.add("FEE");
        }
        if (cell.needsCharge()) {
            kinds.add("CHARGE");
        }
        view.put("kinds", kinds);
        return view;
    }

    private Reply fees(Request request) {
        limit.admit(RateLimit.network(request));
        FeeSheets.Sheet sheet = sheets.sheet(
                db,
                base(request.requiredQuery("procedure")),
                request.query("agency").orElse(null),
                channel(request),
                request.queryDate("on").orElse(null));
        Language language = request.language();
        var agency = sheet.agency();
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("procedure", sheet.procedure().code());
        body.put("procedure_name", sheet.procedure().name());
        body.put("agency", agency == null ? null : agency.code());
        body.put("agency_name", agency == null ? null : agency.name());
        body.put("in_charge", agency == null ? null : sheet.inCharge());
        body.put("channel", sheet.channel());
        body.put("on", sheet.on());
        body.put("free", sheet.free());
        body.put("total_vnd", sheet.totalVnd());
        body.put(
                "items",
                sheet.lines().stream()
                        .map(l -> view(l, agency != null, language))
                        .toList());
        body.put(
                "nothing_else",
                language.pick(
                        "Ngoài các khoản trên, không ai được yêu cầu nộp thêm khoản nào cho thủ tục này.",
                        "Beyond these items nobody may ask for anything for this procedure."));
        body.put("sample", sheet.sample());
        return Reply.ok(body);
    }

    private static Map<String, @Nullable Object> view(FeeSheets.Line line, boolean atAgency, Language language) {
        PricedItem item = line.item();
        Price price = item.price();
        Terms terms = item.terms();
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("kind", item.kind());
        view.put("name", item.name());
        view.put("unit", item.unit());
        view.put(
                "form",
                switch (price) {
                    case Price.Amount _ -> "AMOUNT";
                    case Price.Percent _ -> "PERCENT";
                    case Price.ByFormula _ -> "FORMULA";
                });
        view.put("amount_vnd", price instanceof Price.Amount(long vnd) ? vnd : null);
        view.put("price", price.text());
        view.put("quantities", price.names().stream().sorted().toList());
        view.put("note", item.note());
        view.put("legal_basis", item.legalBasis());
        view.put("exemptions", item.reliefs().stream().map(CoverageApi::view).toList());
        view.put("refundable", terms == null ? null : terms.refundable());
        view.put("refund_basis", terms == null || terms.refundable() == null ? null : terms.legalBasis());
        view.put("account", line.account());
        view.put(
                "problem",
                atAgency && line.account() == null && !price.isZero() ? CellClass.NO_ACCOUNT.reason(language) : null);
        return view;
    }

    private static Map<String, @Nullable Object> view(Relief relief) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("group", relief.group());
        view.put("reduction", relief.reduction());
        view.put("reduction_basis_points", relief.reductionBasisPoints());
        view.put("reduction_vnd", relief.reductionVnd());
        view.put("legal_basis", relief.legalBasis());
        return view;
    }

    private static String base(String given) {
        return ProcedureCode.parse(given).map(code -> code.base().text()).orElse(given);
    }

    private static @Nullable CellClass cellClass(Request request) {
        return request.query("class")
                .map(
                        text -> CellClass.parse(text)
                                .orElseThrow(
                                        () -> HttpProblem.field(
                                                "class",
                                                text,
                                                "cần payable, free, no_fee_row, no_account, account_expiring, provider_refuses_bank hoặc agency_dissolved.",
                                                "payable, free, no_fee_row, no_account, account_expiring, provider_refuses_bank or agency_dissolved is needed.")))
                .orElse(null);
    }

    private static Channel channel(Request request) {
        String text = request.query("channel").orElse(Channel.ONLINE.text());
        return Channel.parse(text)
                .orElseThrow(() -> HttpProblem.field(
                        "channel", text, "cần online, counter hoặc post.", "online, counter or post is needed."));
    }
}
