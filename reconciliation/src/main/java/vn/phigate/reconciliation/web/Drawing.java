package vn.phigate.reconciliation.web;

import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.util.Map;
import vn.phigate.gateway.platform.http.Language;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.web.Pages;
import vn.phigate.gateway.web.Wording;

/** Draws the templates of src/main/jte; each takes {@code w} and {@code page}. */
final class Drawing {
    private static final TemplateEngine TEMPLATES =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "vn.phigate.reconciliation.web.jte");

    private final Pages pages;

    Drawing(Pages pages) {
        this.pages = pages;
    }

    /** How to speak to whoever sent this request. */
    FinanceWording wording(Request request) {
        String query = request.rawQuery().replaceAll("(^|&)lang=[^&]*", "").replaceAll("^&", "");
        String here = request.path() + (query.isEmpty() ? "" : "?" + query);
        return new FinanceWording(
                pages.wording(request, here), request.callerIfKnown().orElse(null));
    }

    /** @param here address of a page that shows the same, for the link to the other language after a form was answered in place */
    FinanceWording wording(Request request, String here) {
        return new FinanceWording(
                pages.wording(request, here), request.callerIfKnown().orElse(null));
    }

    Reply show(Request request, int status, String template, FinanceWording w, Object page) {
        return Pages.rememberLanguage(request, draw(status, template, w, page));
    }

    Reply framed(Request request, int status, String here, String title, Content content) {
        Map<String, Object> parts = Map.of("w", wording(request, here), "title", title, "content", content);
        return Pages.rememberLanguage(request, draw(status, "framed.jte", parts));
    }

    Reply refused(Refusal refusal, Language language, String path) {
        var w = new FinanceWording(new Wording(language, path, pages.city(), pages.sandbox()), null);
        return draw(refusal.type().status(), "refused.jte", w, RefusedView.of(refusal, w));
    }

    private static Reply draw(int status, String template, FinanceWording w, Object page) {
        return draw(status, template, Map.of("w", w, "page", page));
    }

    private static Reply draw(int status, String template, Map<String, Object> parts) {
        var output = new Utf8ByteOutput();
        TEMPLATES.render(template, parts, output);
        return Reply.html(status, output.toByteArray());
    }
}
