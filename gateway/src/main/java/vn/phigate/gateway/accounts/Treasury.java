package vn.phigate.gateway.accounts;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the State Treasury (Kho bạc Nhà nước) needs to know a collecting agency by. All of it is optional; what is given has to have its form.
 *
 * @param budgetUnit mã đơn vị quan hệ ngân sách, 7 digits
 * @param waitingAccount the deposit account where fees wait to be remitted: accounting code . budget level . unit code . programme code
 *     (Circular 18/2020/TT-BTC, Art. 4), 3511 for fees waiting (seen on public fee pages, the chart of accounts itself was not read)
 * @param revenueAccount 7111, budget revenue
 * @param office the treasury office (SHKB), 4 digits
 * @param chapter mã chương, 3 digits
 * @param subItem mã tiểu mục, 4 digits
 * @param collectingAuthority mã cơ quan thu, 7 digits
 * @param taxCode 10 digits, or 13 for a dependent unit
 */
public record Treasury(
        @Nullable String budgetUnit,
        @Nullable String waitingAccount,
        @Nullable String revenueAccount,
        @Nullable String office,
        @Nullable String chapter,
        @Nullable String subItem,
        @Nullable String collectingAuthority,
        @Nullable String taxCode) {
    public static final Treasury NONE = new Treasury(null, null, null, null, null, null, null, null);

    /** The programme code may be left out (accounts on public pages are written both ways). */
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{4}\\.[0-9]\\.([0-9]{7})(?:\\.[0-9]{5})?");
    /** Groups 35, payable on budget revenue, and 37, deposits of units, among them "tiền gửi thu phí". */
    private static final Pattern HOLDS_FEES = Pattern.compile("3[57].*");

    /** Findings about the form of what is given, and about parts that contradict each other. */
    List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        digits(findings, "budget_unit", budgetUnit, 7, "mã đơn vị quan hệ ngân sách", "budget-unit code");
        digits(findings, "office", office, 4, "số hiệu kho bạc (SHKB)", "treasury office number (SHKB)");
        digits(findings, "chapter", chapter, 3, "mã chương", "chapter");
        digits(findings, "sub_item", subItem, 4, "mã tiểu mục", "sub-item");
        digits(findings, "collecting_authority", collectingAuthority, 7, "mã cơ quan thu", "collecting-authority code");
        waitingAccount(findings);
        if (revenueAccount != null && !revenueAccount.equals("7111")) {
            findings.add(blocking(
                    "revenue_account",
                    revenueAccount,
                    "revenue_account_form",
                    "tài khoản thu ngân sách nhà nước là 7111.",
                    "the budget revenue account is 7111."));
        }
        if (taxCode != null) {
            TaxCode.fault(taxCode).ifPresent(findings::add);
        }
        return findings;
    }

    private void waitingAccount(List<Finding> findings) {
        String account = waitingAccount;
        if (account == null) {
            return;
        }
        var form = ACCOUNT.matcher(account);
        if (!form.matches() || !HOLDS_FEES.matcher(account).matches()) {
            findings.add(blocking(
                    "waiting_account",
                    account,
                    "waiting_account_form",
                    "cần dạng 3511.x.NNNNNNN.NNNNN: mã tài khoản kế toán . cấp ngân sách . mã ĐVQHNS 7 số . mã chương trình 5 số (Thông tư"
                            + " 18/2020/TT-BTC, Điều 4).",
                    "the form is 3511.x.NNNNNNN.NNNNN: accounting code . budget level . unit code of 7 digits . programme of 5 digits"
                            + " (Circular 18/2020/TT-BTC, Art. 4)."));
            return;
        }
        if (!account.startsWith("3511.")) {
            findings.add(new Finding(
                    "treasury.waiting_account",
                    account,
                    "waiting_account_group",
                    false,
                    "Tài khoản chờ nộp thường mở ở 3511; hãy đối chiếu với giấy của Kho bạc.",
                    "Accounts for fees that wait are usually opened under 3511; compare with the Treasury's paper."));
        }
        String unit = budgetUnit;
        if (unit != null && !unit.equals(form.group(1))) {
            findings.add(blocking(
                    "waiting_account",
                    account,
                    "waiting_account_unit",
                    "mã ĐVQHNS trong số tài khoản là " + form.group(1) + ", khác với " + unit + ".",
                    "the unit code in the account is " + form.group(1) + ", not " + unit + "."));
        }
    }

    private static void digits(
            List<Finding> findings, String field, @Nullable String value, int length, String vi, String en) {
        if (value != null && !value.matches("[0-9]{" + length + "}")) {
            findings.add(blocking(
                    field,
                    value,
                    field + "_form",
                    vi + " gồm " + length + " chữ số.",
                    "the " + en + " has " + length + " digits."));
        }
    }

    static Finding blocking(String field, String value, String rule, String vi, String en) {
        return new Finding(
                "treasury." + field, value, rule, true, "«" + value + "»: " + vi, "\"" + value + "\": " + en);
    }
}
