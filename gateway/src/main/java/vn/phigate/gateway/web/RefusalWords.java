package vn.phigate.gateway.web;

import java.util.List;
import java.util.stream.Collectors;
import vn.phigate.gateway.accounts.AccountProblem;
import vn.phigate.gateway.accounts.Finding;
import vn.phigate.gateway.platform.http.Language;
import vn.phigate.gateway.platform.http.Refusal;

/** A refusal for a person: where the sentence for programs points at members of the problem document, their content stands instead. */
final class RefusalWords {
    private RefusalWords() {}

    static String of(Refusal refusal, Language language) {
        if (refusal.type() == AccountProblem.FINDINGS_BLOCK) {
            String found = listed(refusal, "findings")
                    .filter(f -> f instanceof Finding finding && finding.blocking())
                    .map(f -> language.pick(((Finding) f).vi(), ((Finding) f).en()))
                    .collect(Collectors.joining(" "));
            return language.pick("Hồ sơ có lỗi phải sửa trước. ", "There are faults to be mended first. ") + found;
        }
        if (refusal.type() == AccountProblem.FINDINGS_UNREAD) {
            return language.pick(
                    "Hãy đọc và đánh dấu từng điểm kiểm tra rồi phê duyệt, hoặc từ chối.",
                    "Read and tick each point of the checks, then approve, or reject.");
        }
        if (refusal.type() == AccountProblem.CONSENT_MISSING) {
            String missing = listed(refusal, "missing").map(String::valueOf).collect(Collectors.joining(", "));
            return language.pick(
                            "Thu hộ cần văn bản đồng ý của cả hai cơ quan; còn thiếu: ",
                            "A delegation needs the written consent of both agencies; still missing: ")
                    + (missing.isEmpty() ? "?" : missing) + ".";
        }
        return refusal.detail(language);
    }

    private static java.util.stream.Stream<?> listed(Refusal refusal, String member) {
        return refusal.members().get(member) instanceof List<?> list ? list.stream() : java.util.stream.Stream.of();
    }
}
