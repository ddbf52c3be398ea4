package vn.phigate.gateway.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.CheckAccount;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;

/** "Is this account the city's?" on a page, for whoever is about to pay. The same door, and the same limit, as the API. */
public final class CheckAccountPages {
    private final CheckAccount check;
    private final Pages pages;

    public CheckAccountPages(CheckAccount check, Pages pages) {
        this.check = check;
        this.pages = pages;
    }

    public void routes(Web web) {
        web.get("/check-account", Access.PUBLIC, this::ask);
    }

    private Reply ask(Request request) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String field : List.of("bin", "number")) {
            values.put(field, request.query(field).orElse(""));
        }
        Form form = Form.of(values);
        if (form.given("bin") == null && form.given("number") == null) {
            return show(request, 200, form, CheckAccountView.Verdict.ASK, null, null);
        }
        try {
            CheckAccount.Ours ours = check.find(request).orElse(null);
            if (ours == null) {
                var not = check.looksLikeOurs(request)
                        ? CheckAccountView.Verdict.LOOKS_LIKE_OURS
                        : CheckAccountView.Verdict.NOT_OURS;
                return show(request, 200, form, not, null, null);
            }
            return ours.inForce()
                    ? show(request, 200, form, CheckAccountView.Verdict.OURS, ours, null)
                    : show(
                            request,
                            200,
                            form,
                            CheckAccountView.Verdict.FORMER,
                            ours,
                            check.successor(request).orElse(null));
        } catch (Refusal refusal) {
            if (refusal.type() != HttpProblem.INVALID_FIELD) {
                throw refusal;
            }
            return show(
                    request, 400, form.refused(refusal, request.language()), CheckAccountView.Verdict.ASK, null, null);
        }
    }

    private Reply show(
            Request request,
            int status,
            Form form,
            CheckAccountView.Verdict verdict,
            CheckAccount.@Nullable Ours ours,
            @Nullable String successor) {
        return pages.show(
                request,
                status,
                "check-account.jte",
                pages.wording(request),
                new CheckAccountView(form, verdict, ours, successor));
    }
}
