package vn.phigate.gateway.web;

import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.util.Map;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Language;
import vn.phigate.gateway.platform.http.RateLimit;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;

/** Draws templates into replies, in the language of the request, which a cookie remembers once it was chosen. */
public final class Pages {
    private static final TemplateEngine TEMPLATES =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "vn.phigate.gateway.web.jte");
    private static final String LANGUAGE_COOKIE = "lang=%s; Path=/; Max-Age=31536000; SameSite=Lax";

    private final String city;
    private final boolean sandbox;
    private final ReportTo reportTo;

    /**
     * @param city name of the city, for the head of every page
     * @param sandbox marks every page as one of a test environment
     */
    public Pages(String city, boolean sandbox) {
        this(city, sandbox, ReportTo.NONE);
    }

    /** @param reportTo whom to tell of somebody who asks for more than is due */
    public Pages(String city, boolean sandbox, ReportTo reportTo) {
        this.city = city;
        this.sandbox = sandbox;
        this.reportTo = reportTo;
    }

    ReportTo reportTo() {
        return reportTo;
    }

    public String city() {
        return city;
    }

    public boolean sandbox() {
        return sandbox;
    }

    /** How to speak to whoever sent this request. */
    public Wording wording(Request request) {
        return wording(request, request.path());
    }

    /** @param here address of the page with its query, when it is not the request's own path */
    public Wording wording(Request request, String here) {
        return new Wording(request.language(), here, city, sandbox, reportTo);
    }

    /** @param template name in src/main/jte, which takes {@code w} and {@code page} */
    Reply show(Request request, int status, String template, Wording w, Object page) {
        return rememberLanguage(request, Reply.html(status, draw(template, Map.of("w", w, "page", page))));
    }

    /** A part of a page, to stand in somebody's {@link Frame}. @param template takes {@code w} and {@code page} */
    static Content content(String template, Wording w, Object page) {
        return output -> TEMPLATES.render(template, Map.of("w", w, "page", page), output);
    }

    /** The {@link Frame} of the citizens' pages. */
    public Reply framed(Request request, int status, String here, String title, Content content) {
        Map<String, Object> parts = Map.of("w", wording(request, here), "title", title, "content", content);
        return rememberLanguage(request, Reply.html(status, draw("framed.jte", parts)));
    }

    /** A language that was asked for by name holds for the pages that follow. */
    public static Reply rememberLanguage(Request request, Reply reply) {
        return request.query("lang").isEmpty()
                ? reply
                : reply.with(
                        "Set-Cookie",
                        LANGUAGE_COOKIE.formatted(request.language().tag()));
    }

    /** What a person sees of a refusal; given to {@code Web.errorPage}. */
    public Reply error(Refusal refusal, Language language, String path) {
        var w = new Wording(language, refusal.type().status() == 405 ? "/" : path, city, sandbox, reportTo);
        return Reply.html(refusal.type().status(), draw("error.jte", Map.of("w", w, "page", error(refusal, w))));
    }

    /**
     * A refusal in a person's words.
     *
     * @param code stable code of the problem, to be quoted to whoever helps
     */
    public record ErrorView(int status, String code, String title, String sentence, String advice) {}

    private static ErrorView error(Refusal refusal, Wording w) {
        int status = refusal.type().status();
        String title = switch (status) {
            case 404 -> w.say("Không tìm thấy trang này", "This page cannot be found");
            case 401, 403 -> w.say("Không được phép", "Not allowed");
            case 429 -> w.say("Quá nhiều lần thử", "Too many tries");
            default ->
                status >= 500
                        ? w.say("Hệ thống đang gặp lỗi", "Something went wrong on our side")
                        : w.say("Chưa thực hiện được", "That could not be done");
        };
        // The standard sentence speaks to programs, of keys that a person has never seen.
        String sentence = refusal.detail(w.language());
        if (refusal.type() == HttpProblem.INTERNAL) {
            sentence = w.say(
                    "Yêu cầu chưa được thực hiện. Tiền đã chuyển (nếu có) không bị mất.",
                    "The request was not carried out. Money that was sent, if any, is not lost.");
        } else if (refusal.type() == HttpProblem.UNAUTHENTICATED) {
            sentence = w.say(
                    "Bạn chưa đăng nhập, hoặc phiên làm việc đã hết.",
                    "You are not signed in, or your session has ended.");
        }
        String advice = switch (status) {
            case 404 ->
                w.say(
                        "Hãy kiểm tra lại đường dẫn trên giấy báo, hoặc tra cứu bằng mã hồ sơ.",
                        "Check the link on your notice, or look the dossier up by its code.");
            case 401 -> w.say("Hãy đăng nhập rồi làm lại.", "Sign in, then do it again.");
            case 403 ->
                w.say(
                        "Hãy nhờ người có quyền, hoặc đăng nhập bằng người dùng khác.",
                        "Ask somebody who may, or sign in as another user.");
            case 429 -> wait(refusal, w);
            default ->
                status >= 500
                        ? w.say("Hãy thử lại sau ít phút.", "Try again in a few minutes.")
                        : w.say(
                                "Hãy quay lại trang trước và thử lại, hoặc tra cứu lại từ đầu.",
                                "Go back and try again, or start again from the look-up page.");
        };
        return new ErrorView(status, refusal.type().code(), title, sentence, advice);
    }

    private static String wait(Refusal refusal, Wording w) {
        if (refusal.members().get(RateLimit.RETRY_AFTER_SECONDS) instanceof Number seconds) {
            long minutes = Math.max(1, (seconds.longValue() + 59) / 60);
            return w.say(
                    "Hãy đợi " + minutes + " phút rồi thử lại.",
                    "Wait " + minutes + (minutes == 1 ? " minute" : " minutes") + ", then try again.");
        }
        return w.say("Hãy đợi 10 phút rồi thử lại.", "Wait 10 minutes, then try again.");
    }

    private static byte[] draw(String template, Map<String, Object> parameters) {
        var output = new Utf8ByteOutput();
        TEMPLATES.render(template, parameters, output);
        return output.toByteArray();
    }
}
