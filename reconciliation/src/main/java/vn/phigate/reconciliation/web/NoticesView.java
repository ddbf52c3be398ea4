package vn.phigate.reconciliation.web;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.payments.NoticeBook;
import vn.phigate.reconciliation.notices.Notices;
import vn.phigate.reconciliation.statements.BankLine;

/**
 * Notices of a day, and its lines that nobody announced.
 *
 * @param status what is shown of the notices; null for all
 * @param most how many of each are shown at most
 */
public record NoticesView(
        LocalDate day,
        NoticeBook.@Nullable Status status,
        Notices.Day figures,
        List<Notices.Held> notices,
        List<BankLine> unannounced,
        int most) {}
