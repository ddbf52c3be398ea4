package vn.phigate.gateway.web;

import vn.phigate.gateway.coverage.CellClass;
import vn.phigate.gateway.coverage.Coverage;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.procedures.Channel;

/** For the city's centre: how much can be paid, where it cannot, and who must act. */
public final class CoveragePages {
    private static final int PAGE = 50;

    private final Coverage coverage;
    private final Pages pages;

    public CoveragePages(Coverage coverage, Pages pages) {
        this.coverage = coverage;
        this.pages = pages;
    }

    public void routes(Web web) {
        web.get("/coverage", Access.READ, this::numbers);
        web.get("/coverage/cells", Access.READ, this::cells);
    }

    private Reply numbers(Request request) {
        Channel channel = channel(request);
        var view = new CoverageView(coverage.totals(null, channel), channel);
        return pages.show(
                request, 200, "coverage.jte", pages.wording(request, "/coverage?channel=" + channel.text()), view);
    }

    private Reply cells(Request request) {
        Channel channel = channel(request);
        String agency = filter(request, "agency", "[0-9A-Z.]{1,35}");
        String procedure = filter(request, "procedure", "[0-9]\\.[0-9]{6}");
        CellClass cellClass = request.query("class").flatMap(CellClass::parse).orElse(null);
        var filter = new Coverage.Filter(
                agency.isEmpty() ? null : agency, procedure.isEmpty() ? null : procedure, cellClass);
        Coverage.Page page = coverage.cells(filter, null, channel, filter(request, "after", Coverage.KEY), PAGE);
        var view = new CoverageCellsView(page.cells(), agency, procedure, cellClass, channel, page.next());
        return pages.show(request, 200, "coverage-cells.jte", pages.wording(request, view.of(cellClass)), view);
    }

    /** What does not look like one is no filter: a person who mistypes sees everything rather than an error. */
    private static String filter(Request request, String name, String pattern) {
        return request.query(name).filter(value -> value.matches(pattern)).orElse("");
    }

    private static Channel channel(Request request) {
        return request.query("channel").flatMap(Channel::parse).orElse(Channel.ONLINE);
    }
}
