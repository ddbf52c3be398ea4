package vn.phigate.gateway.accounts;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import vn.phigate.gateway.platform.http.Language;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.procedures.Kind;

/** Why a fee goes to an account, in sentences; the same for programs and on pages. */
public final class Why {
    private Why() {}

    /** The sentences, the strongest reason first. @param agency name of the agency whose fee it is */
    public static List<String> of(Resolution found, String agency, String procedure, Kind kind, Language language) {
        var why = new ArrayList<String>();
        for (Resolution.TakenOver step : found.successions()) {
            why.add(language.pick(
                    step.former() + " được kế tiếp bởi " + step.successor() + " theo " + step.legalAct() + " từ "
                            + time(step.since()),
                    step.former() + " succeeded by " + step.successor() + " under " + step.legalAct() + " since "
                            + time(step.since())));
        }
        why.add(
                found.exception()
                        ? language.pick(
                                "Dòng riêng của thủ tục " + procedure + " tại " + agency,
                                "Row of its own for procedure " + procedure + " at " + agency)
                        : language.pick(
                                "Tài khoản mặc định của " + agency + " cho " + (kind == Kind.FEE ? "phí" : "lệ phí"),
                                "Default account of " + agency + " for " + kind));
        Resolution.Delegation delegation = found.delegation();
        if (delegation != null) {
            String consents =
                    delegation.consents().isEmpty() ? "" : " (" + String.join("; ", delegation.consents()) + ")";
            why.add(language.pick(
                    delegation.collectingAgency() + " thu hộ, hai cơ quan đồng ý" + consents,
                    delegation.collectingAgency() + " collects on its behalf, both agencies agree" + consents));
        }
        String on = day(found.approvedAt());
        why.add(language.pick(
                "Phê duyệt bởi " + found.approvedBy() + " ngày " + on,
                "Approved by " + found.approvedBy() + " on " + on));
        Instant until = found.validUntil();
        why.add(language.pick(
                "Hiệu lực từ " + time(found.validFrom())
                        + (until == null ? ", chưa định ngày kết thúc" : " đến trước " + time(until)),
                "Valid from " + time(found.validFrom())
                        + (until == null ? ", no end is known" : " until before " + time(until))));
        Instant corrected = found.knownUntil();
        if (corrected != null) {
            why.add(language.pick(
                    "Đã được thay hoặc đính chính lúc " + time(corrected),
                    "Changed or corrected at " + time(corrected)));
        }
        why.add(found.reason());
        return why;
    }

    private static String day(Instant instant) {
        return BusinessDay.of(instant).toString();
    }

    /** In the city's time zone. */
    private static String time(Instant instant) {
        return BusinessDay.localTime(instant)
                .truncatedTo(ChronoUnit.MINUTES)
                .toString()
                .replace('T', ' ');
    }
}
