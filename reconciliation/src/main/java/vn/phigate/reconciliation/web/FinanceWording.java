package vn.phigate.reconciliation.web;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.http.Language;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.web.Wording;
import vn.phigate.reconciliation.decisions.Proposal;
import vn.phigate.reconciliation.discrepancies.Discrepancy;
import vn.phigate.reconciliation.discrepancies.Discrepancy.Priority;
import vn.phigate.reconciliation.matching.Misfit;
import vn.phigate.reconciliation.matching.Unmatched;
import vn.phigate.reconciliation.reports.Reports.Group;
import vn.phigate.reconciliation.reports.Reports.Step;
import vn.phigate.reconciliation.transfers.TransferOrder.Status;

/**
 * How a finance page speaks: the words of the trade in both languages, figures without their unit for columns, days as on a voucher.
 *
 * @param caller null on pages that nobody need sign in for
 */
public record FinanceWording(Wording w, @Nullable Caller caller) {
    public String say(String vi, String en) {
        return w.say(vi, en);
    }

    public String tag() {
        return w.tag();
    }

    /** With its unit. */
    public String money(long amountVnd) {
        return w.money(amountVnd);
    }

    /** For a column whose head names the unit: {@code 1.234.567}, in English {@code 1,234,567}. */
    public String figure(long number) {
        return money(number).replaceAll("[^0-9.,-]", "");
    }

    /** A figure, or a dash where there is none. */
    public String figure(@Nullable Long number) {
        return number == null ? "–" : figure(number.longValue());
    }

    /** A decimal figure of a foreign file, grouped, as precise as the file; a dash where there is none. */
    public String decimal(@Nullable String plain) {
        if (plain == null) {
            return "–";
        }
        int point = plain.indexOf('.');
        String whole = point < 0 ? plain : plain.substring(0, point);
        String grouped = whole.replaceAll("(?<=\\d)(?=(\\d{3})+$)", say(".", ","));
        return point < 0 ? grouped : grouped + say(",", ".") + plain.substring(point + 1);
    }

    /** With its sign also above 0. */
    public String signed(long number) {
        return (number > 0 ? "+" : "") + figure(number);
    }

    /** {@code dd/MM/yyyy}, in both languages, as on the bank's papers. */
    public String date(LocalDate day) {
        return "%02d/%02d/%d".formatted(day.getDayOfMonth(), day.getMonthValue(), day.getYear());
    }

    /** With sign and unit. */
    public String signedMoney(long amountVnd) {
        return say(signed(amountVnd) + " ₫", "VND " + signed(amountVnd));
    }

    /** To the minute, in the city's time. */
    public String time(Instant at) {
        LocalDateTime local = BusinessDay.localTime(at);
        return "%02d:%02d %s".formatted(local.getHour(), local.getMinute(), date(local.toLocalDate()));
    }

    public String weekday(LocalDate day) {
        int number = day.getDayOfWeek().getValue();
        String vietnamese = number == 7
                ? "Chủ nhật"
                : "Thứ " + List.of("hai", "ba", "tư", "năm", "sáu", "bảy").get(number - 1);
        return say(vietnamese, day.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
    }

    public String bytes(long size) {
        return size < 10_240 ? figure(size) + " byte" : figure(size / 1024) + " KiB";
    }

    /** Whether the person may do what needs one of these roles; hides what would be refused. */
    public boolean may(Role... roles) {
        return caller != null && Arrays.stream(roles).anyMatch(caller::is);
    }

    public boolean mayWrite() {
        return may(Role.MAKER);
    }

    public boolean maySign() {
        return may(Role.MAKER, Role.CHECKER);
    }

    /** Why a row of a settlement file fits nothing of ours. */
    public String misfit(String code) {
        return Misfit.say(code, say("vi", "en").equals("vi"));
    }

    public String name() {
        return caller == null ? "" : caller.name();
    }

    /** A cell of a report. */
    public String cell(@Nullable Object cell) {
        return switch (cell) {
            case null -> "–";
            case Long number -> figure(number.longValue());
            case LocalDate day -> date(day);
            default -> cell.toString();
        };
    }

    /** What became of a bank notice. */
    public String notice(String status) {
        return switch (status) {
            case "provisional" -> say("Chờ sao kê", "Awaits the statement");
            case "confirmed" -> say("Đã xác nhận", "Confirmed");
            case "corrected" -> say("Sao kê sửa lại", "Corrected by the statement");
            case "withdrawn" -> say("Ngân hàng không ghi sổ", "Never booked by the bank");
            default -> status;
        };
    }

    /** What a line's bucket is called. */
    public String bucket(String bucket) {
        return switch (bucket) {
            case Group.MATCHED -> say("Đã khớp", "Matched");
            case Group.UNJUDGED -> say("Chưa đối soát", "Not reconciled yet");
            case Discrepancy.SUSPENSE -> say("Để lại tài khoản chờ xử lý", "Left in suspense");
            case "written_off" -> say("Xử lý chênh lệch nhỏ", "Written off");
            case "passed_on" -> say("Chuyển cơ quan khác", "For another agency");
            case "given_back" -> say("Trả lại người chuyển", "Back to the sender");
            case "desk_fees" -> say("Phí thu tại quầy", "Fees of the desk");
            case "test_deposit" -> say("Khoản chuyển thử", "Test deposit");
            case "transfer" -> say("Lệnh chuyển tiền", "Transfer between accounts");
            case "refund" -> say("Hoàn trả", "Refunds");
            case "refund_returned" -> say("Hoàn trả bị trả lại", "Refunds that came back");
            case "refund_kept_back" -> say("Cổng giữ lại để hoàn", "Kept back by providers for refunds");
            case "provider_fee" -> say("Phí cổng thanh toán", "Fees of providers");
            default -> type(Unmatched.valueOf(bucket.toUpperCase(Locale.ROOT)));
        };
    }

    /** A term of the bank's side. */
    public String term(String name) {
        return switch (name) {
            case "opening" -> say("Số dư đầu", "Opening");
            case "matched" -> say("Đã khớp", "Matched");
            case "suspense" -> say("Chờ xử lý", "In suspense");
            case "returned" -> say("Hoàn trả", "Returned");
            case "fees" -> say("Phí", "Fees");
            case "transfers" -> say("Chuyển giữa các tài khoản", "Transfers");
            case "written_off" -> say("Xóa chênh lệch", "Written off");
            case "closing" -> say("Số dư cuối", "Closing");
            default -> name;
        };
    }

    public String type(Unmatched type) {
        return switch (type) {
            case DEBIT -> say("Tiền ra", "Money out");
            case MULTIPLE_CODES -> say("Nhiều mã hồ sơ", "Several codes");
            case AMBIGUOUS_CODE -> say("Một mã, nhiều khoản", "Ambiguous code");
            case ALREADY_PAID -> say("Nộp thêm, nộp trùng", "Paid again");
            case AMOUNT_DIFFERS -> say("Lệch số tiền", "Amount differs");
            case NEAR_CODE -> say("Mã gần đúng", "Damaged code");
            case PROVIDER_SILENT -> say("Chờ cổng thanh toán", "Provider silent");
            case WRONG_AGENCY -> say("Sai cơ quan thu", "Wrong agency");
            case FORMER_ACCOUNT -> say("Tài khoản cũ, chưa rõ", "Former account, unidentified");
            case TAKEN_BACK -> say("Đã gỡ ghép", "Match taken back");
            case BATCH_AWAITED -> say("Chờ tệp quyết toán", "Settlement file awaited");
            case BATCH_AMBIGUOUS -> say("Nhiều đợt quyết toán", "Several batches");
            case BATCH_AMOUNT_DIFFERS -> say("Lệch đợt quyết toán", "Batch of another amount");
            case BATCH_ROWS -> say("Dòng quyết toán không khớp", "Settlement rows that fit nothing");
            case FEE_DIFFERS -> say("Phí khác hợp đồng", "Fee differs from contract");
            case RETURNED -> say("Ngân hàng lấy lại", "Taken back by the bank");
            case UNIDENTIFIED -> say("Chưa rõ của ai", "Unidentified");
            case LATE -> say("Quá hạn chưa về", "Overdue at the bank");
        };
    }

    public String step(Step step) {
        return switch (step) {
            case NO_STATEMENT -> say("Chưa có sao kê", "No statement");
            case STATEMENT_DISAGREES -> say("Sao kê không khớp", "Statement disagrees");
            case TO_RECONCILE -> say("Chưa đối soát", "Not reconciled");
            case READY -> say("Chờ lập chốt sổ", "Ready to prepare");
            case PREPARED -> say("Chờ chữ ký thứ hai", "Awaits second signature");
            case CLOSED -> say("Đã chốt sổ", "Closed");
        };
    }

    /** What a person does next. */
    public String next(Step step) {
        return switch (step) {
            case NO_STATEMENT -> say("Nhập sao kê", "Import the statement");
            case STATEMENT_DISAGREES -> say("Xem sao kê", "See the statement");
            case TO_RECONCILE -> say("Chạy đối soát", "Reconcile");
            case READY -> say("Lập chốt sổ", "Prepare the close");
            case PREPARED -> say("Ký chốt sổ", "Sign the close");
            case CLOSED -> say("Xem chứng cứ", "See the proof");
        };
    }

    public String rule(String rule) {
        return switch (rule) {
            case "exact_code_and_amount" -> say("Đúng mã, đúng số tiền", "Exact code, exact amount");
            case "by_hand" -> say("Hai người quyết định", "Decided by two people");
            case "reported_transfer" -> say("Đúng giao dịch ngân hàng đã báo", "The very transfer that was reported");
            default -> rule;
        };
    }

    /** How a match came about, in one sentence. */
    public String outcome(String outcome) {
        return switch (outcome) {
            case "paid" -> say("chính dòng này trả cho hồ sơ", "this line itself paid the dossier");
            case "proved" -> say("khoản chuyển thử chứng minh tài khoản", "the test deposit that proves the account");
            case "surplus" -> say("nộp thừa, trả lại người nộp", "money on top, back to the payer");
            case "written_off" -> say("chênh lệch nhỏ đã xử lý", "a small difference, written off");
            case "passed_on" ->
                say("tiền của cơ quan khác, có lệnh chuyển", "another agency’s money, ordered to be moved");
            case "given_back" ->
                say("tiền không của ai, có lệnh trả lại", "nobody’s money, ordered back to its sender");
            case "moved" ->
                say("một đầu của lệnh chuyển tiền từ tài khoản cũ", "one end of a transfer from a former account");
            default ->
                say(
                        "cổng thanh toán đã báo, nay tiền về ngân hàng",
                        "the provider had reported it, now the bank shows it");
        };
    }

    /** State of something that a line might be about. */
    public String state(String state) {
        return switch (state) {
            case "open" -> say("còn chờ tiền", "awaits money");
            case "waiting" -> say("cổng chưa báo", "provider silent");
            case "settled" -> say("đã có tiền", "settled");
            default -> state;
        };
    }

    public String order(Status status) {
        return switch (status) {
            case WAITING -> say("Chờ quyết định", "Awaits a decision");
            case PROPOSED -> say("Chờ phê duyệt", "Awaits approval");
            case APPROVED -> say("Đã duyệt, chờ gửi", "Approved, to be sent");
            case SENT -> say("Đã gửi, chờ ngân hàng", "Sent, awaits the bank");
            case SEEN -> say("Đã chuyển xong", "Moved");
            case CANCELLED -> say("Đã hủy", "Cancelled");
        };
    }

    public String priority(Priority priority) {
        return switch (priority) {
            case URGENT -> say("khẩn", "urgent");
            case NORMAL -> say("thường", "normal");
            case SMALL -> say("nhỏ", "small");
        };
    }

    public String proposal(String kind) {
        return switch (kind) {
            case "match" -> say("Ghép tay", "Match by hand");
            case "unmatch" -> say("Gỡ ghép", "Take a match back");
            case "write_off" -> say("Xử lý chênh lệch nhỏ", "Write off");
            case "transfer" -> say("Chuyển cơ quan khác", "To another agency");
            default -> say("Trả lại người chuyển", "Back to the sender");
        };
    }

    public String proposalStatus(Proposal.Status status) {
        return switch (status) {
            case PROPOSED -> say("Chờ phê duyệt", "To be approved");
            case APPROVED -> say("Đã duyệt", "Approved");
            case REJECTED -> say("Bị từ chối", "Rejected");
            case WITHDRAWN -> say("Đã rút", "Withdrawn");
        };
    }

    /** What a note is, in the history of a discrepancy. */
    public String note(String kind) {
        return switch (kind) {
            case "comment" -> say("Ghi chú:", "Comment:");
            case "assigned" -> say("Giao cho", "Given to");
            case "held" -> say("Để chờ đến", "In suspense until");
            case "released" -> say("Không chờ nữa", "Waits no longer");
            case "refused" -> say("Không phải", "Not");
            case "proposed" -> say("Đề xuất", "Proposed");
            case "approved" -> say("Phê duyệt", "Approved");
            case "rejected" -> say("Từ chối", "Rejected");
            default -> say("Rút", "Withdrawn");
        };
    }

    /** How much of the larger of two amounts one of them is, in percent: the width of its bar. */
    public String share(long amountVnd, long otherVnd) {
        long most = Math.max(1, Math.max(Math.abs(amountVnd), Math.abs(otherVnd)));
        return String.valueOf(Math.abs(amountVnd) * 100 / most);
    }

    public String passedOver(String why) {
        return why.equals("shares_code_but_not_the_others_named")
                ? say(
                        "chung mã này, nhưng nội dung nêu thêm mã khác của hồ sơ được chọn",
                        "shares this code, but the text names another code of the chosen one")
                : why;
    }

    public String verdict(String verdict) {
        return switch (verdict) {
            case "accept" -> say("Đọc tốt", "Reads well");
            case "flag" -> say("Đọc được, có điểm phải xem", "Readable, needs a look");
            default -> say("Không đọc được", "Not readable");
        };
    }

    /** Opening + in − out = closing, as the file itself says it. */
    public String agrees(@Nullable Boolean agrees) {
        if (agrees == null) {
            return say("Không có số dư để kiểm tra", "No balances to check");
        }
        return agrees ? say("Khớp số dư", "Adds up") : say("Không khớp số dư", "Does not add up");
    }

    public String resolution(String resolution) {
        return switch (resolution) {
            case "matched" -> say("đã khớp ở lần đối soát sau", "matched by a later run");
            case "decided" -> say("hai người đã quyết định", "decided by two people");
            default -> say("đã chuyển sang loại khác", "moved to another type");
        };
    }

    /**
     * A figure that a refusal is about.
     *
     * @param days when the figure is days, else empty
     */
    public record Figure(String name, String value, List<LocalDate> days) {}

    /** The members of a refusal that a person can use, in the order they were given. */
    public List<Figure> figures(Refusal refusal) {
        return refusal.members().entrySet().stream()
                .filter(member -> FIGURES.containsKey(member.getKey()))
                .map(member -> figure(member.getKey(), member.getValue()))
                .toList();
    }

    private Figure figure(String key, Object value) {
        String[] names = FIGURES.getOrDefault(key, new String[] {key, key});
        String name = say(names[0], names[1]);
        return switch (value) {
            case LocalDate day -> new Figure(name, date(day), List.of(day));
            case Collection<?> days -> {
                List<LocalDate> all = days.stream()
                        .filter(LocalDate.class::isInstance)
                        .map(LocalDate.class::cast)
                        .toList();
                yield new Figure(name, all.stream().map(this::date).collect(Collectors.joining(", ")), all);
            }
            case Number number when key.endsWith("_vnd") -> new Figure(name, money(number.longValue()), List.of());
            case Number number -> new Figure(name, figure(number.longValue()), List.of());
            default ->
                new Figure(
                        name, key.equals("balances") ? say("không có", "missing") : String.valueOf(value), List.of());
        };
    }

    private static final Map<String, String[]> FIGURES = Map.ofEntries(
            Map.entry("opening_vnd", new String[] {"Số dư đầu", "Opening balance"}),
            Map.entry("closing_vnd", new String[] {"Số dư cuối", "Closing balance"}),
            Map.entry("credit_total_vnd", new String[] {"Tổng tiền vào", "Money in"}),
            Map.entry("debit_total_vnd", new String[] {"Tổng tiền ra", "Money out"}),
            Map.entry("difference_vnd", new String[] {"Chênh lệch", "Difference"}),
            Map.entry("lines_vnd", new String[] {"Tổng các dòng", "Sum of the lines"}),
            Map.entry("buckets_vnd", new String[] {"Tổng các nhóm", "Sum of the buckets"}),
            Map.entry("ledger_vnd", new String[] {"Sổ cái ghi", "The ledger says"}),
            Map.entry("amount_vnd", new String[] {"Số tiền", "Amount"}),
            Map.entry("lines", new String[] {"Số dòng", "Lines"}),
            Map.entry("set_aside", new String[] {"Dòng để riêng vì không đọc được", "Lines set aside as unreadable"}),
            Map.entry("balances", new String[] {"Số dư trong tệp", "Balances in the file"}),
            Map.entry("open_days", new String[] {"Ngày chưa chốt", "Open days"}),
            Map.entry("unclosed_days", new String[] {"Ngày chưa chốt", "Days not closed"}),
            Map.entry("unidentified_lines", new String[] {"Dòng chưa rõ", "Unidentified lines"}),
            Map.entry("open_discrepancies", new String[] {"Chênh lệch chưa xử lý", "Open discrepancies"}),
            Map.entry("receipts_missing", new String[] {"Hồ sơ thiếu biên lai (A03)", "Dossiers without a receipt (A03)"
            }),
            Map.entry(
                    "amounts_differ", new String[] {"Hồ sơ lệch số tiền (A04)", "Dossiers whose amounts differ (A04)"}),
            Map.entry("last_closed_day", new String[] {"Ngày chốt gần nhất", "Last closed day"}),
            Map.entry("last_closing_vnd", new String[] {"Số dư cuối ngày đó", "Closing balance of that day"}));

    public Language other() {
        return w.other();
    }
}
