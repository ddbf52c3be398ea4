package vn.phigate.reconciliation.web;

import java.util.List;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Refusal;

/**
 * A refusal in a person's words.
 *
 * @param code stable code of the problem, to be quoted to whoever helps
 * @param figures what the refusal is about
 */
public record RefusedView(int status, String code, String title, String sentence, List<FinanceWording.Figure> figures) {
    static RefusedView of(Refusal refusal, FinanceWording w) {
        int status = refusal.type().status();
        String title = switch (status) {
            case 404 -> w.say("Không tìm thấy trang này", "This page cannot be found");
            case 401, 403 -> w.say("Không được phép", "Not allowed");
            default ->
                status >= 500
                        ? w.say("Hệ thống đang gặp lỗi", "Something went wrong on our side")
                        : w.say("Chưa thực hiện được", "That could not be done");
        };
        return new RefusedView(status, refusal.type().code(), title, sentence(refusal, w), w.figures(refusal));
    }

    /** The standard sentences of the edge speak to programs, of keys and headers that a person has never seen. */
    private static String sentence(Refusal refusal, FinanceWording w) {
        if (refusal.type() == HttpProblem.INTERNAL) {
            return w.say(
                    "Chưa rõ yêu cầu đã được thực hiện hay chưa. Hãy mở lại trang và xem số liệu trước khi làm lại.",
                    "It is not known whether the request was carried out. Open the page again and look at its figures first.");
        }
        if (refusal.type() == HttpProblem.UNAUTHENTICATED) {
            return w.say(
                    "Phiên làm việc đã hết. Hãy đăng nhập rồi làm lại.",
                    "Your session has ended. Sign in, then do it again.");
        }
        if (refusal.type() == HttpProblem.FORBIDDEN) {
            return w.say(
                    "Vai trò của bạn không làm được việc này. Người lập (maker) nhập sao kê và đối soát; người lập và người kiểm soát (checker) ký chốt sổ.",
                    "Your role cannot do this. The maker imports and reconciles; maker and checker sign the close.");
        }
        return refusal.detail(w.w().language());
    }
}
