package vn.phigate.gateway.accounts;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The checks of a registration. Pure: what the registry knows is handed in. */
final class CheckRegistration {
    private CheckRegistration() {}

    /**
     * What is checked.
     *
     * @param agencyName of the agency that registers
     * @param agencyTaxCode null when not registered
     * @param rival another agency that wants or has this number, null when none does
     */
    record Facts(
            String bin,
            String number,
            String holder,
            @Nullable Treasury treasury,
            String agencyName,
            @Nullable String agencyTaxCode,
            @Nullable Rival rival) {}

    /** Not blocking: two agencies may both believe it is theirs; the database lets only one have it. @param decided true when the number was approved for that agency, false while it only asks for it */
    record Rival(String agency, boolean decided) {}

    static List<Finding> findings(Facts facts) {
        var findings = new ArrayList<Finding>();
        bank(findings, facts);
        holder(findings, facts);
        Rival rival = facts.rival;
        if (rival != null) {
            findings.add(new Finding(
                    "number",
                    facts.number,
                    rival.decided ? "number_registered" : "number_claimed",
                    false,
                    "Số tài khoản này " + (rival.decided ? "đã đăng ký cho " : "cũng đang được đăng ký cho ")
                            + rival.agency + "; một cơ quan thu hộ cơ quan khác thì dùng phân công thu hộ.",
                    "This number is " + (rival.decided ? "registered for " : "also being registered for ")
                            + rival.agency + "; one agency collecting for another is a delegated assignment."));
        }
        Treasury treasury = facts.treasury;
        if (treasury != null) {
            findings.addAll(treasury.findings());
            String taxCode = treasury.taxCode();
            String known = facts.agencyTaxCode;
            if (taxCode != null
                    && known != null
                    && !taxCode.replaceAll("[ .-]", "").equals(known.replaceAll("[ .-]", ""))) {
                findings.add(new Finding(
                        "treasury.tax_code",
                        taxCode,
                        "tax_code_of_agency",
                        false,
                        "Mã số thuế khác với mã đã đăng ký của cơ quan (" + known + ").",
                        "The tax code is not the one the agency is registered with (" + known + ")."));
            }
        }
        return findings;
    }

    private static void bank(List<Finding> findings, Facts facts) {
        var bank = BankTable.find(facts.bin);
        if (bank.isEmpty()) {
            findings.add(new Finding(
                    "bin",
                    facts.bin,
                    "bank_unknown",
                    true,
                    "Không có ngân hàng nào mang mã BIN " + facts.bin + " trong danh mục NAPAS đã nạp.",
                    "No bank has the BIN " + facts.bin + " in the NAPAS list that is loaded."));
        } else if (!bank.get().receives()) {
            findings.add(new Finding(
                    "bin",
                    facts.bin,
                    "bank_cannot_receive",
                    true,
                    bank.get().name() + " chưa nhận được chuyển tiền nhanh qua NAPAS.",
                    bank.get().name() + " cannot receive transfers over NAPAS."));
        }
        BankTable.numbers(facts.bin)
                .filter(form -> !form.pattern().matcher(facts.number).matches())
                .ifPresent(form -> findings.add(new Finding(
                        "number",
                        facts.number,
                        "number_unusual",
                        false,
                        "Số tài khoản của ngân hàng này thường gồm " + form.vi()
                                + " (chưa xác nhận với ngân hàng); hãy đối chiếu với giấy mở tài khoản.",
                        "Accounts of this bank usually have " + form.en()
                                + " (not confirmed by the bank); compare with the paper that opened the account.")));
    }

    private static void holder(List<Finding> findings, Facts facts) {
        HolderName.Comparison comparison = HolderName.compare(facts.holder, facts.agencyName);
        switch (comparison.likeness()) {
            case SAME -> {}
            case NEAR ->
                findings.add(new Finding(
                        "holder",
                        facts.holder,
                        "holder_near",
                        false,
                        "Chủ tài khoản gần giống nhưng không trùng tên cơ quan «" + facts.agencyName + "»: "
                                + comparison.vi() + ".",
                        "The holder is near the agency's name \"" + facts.agencyName + "\" but not the same: "
                                + comparison.en() + "."));
            case DIFFERENT ->
                findings.add(new Finding(
                        "holder",
                        facts.holder,
                        "holder_differs",
                        false,
                        "Chủ tài khoản khác tên cơ quan «" + facts.agencyName + "»: " + comparison.vi()
                                + ". Chỉ phê duyệt khi có văn bản của ngân hàng xác nhận tài khoản là của cơ quan.",
                        "The holder is not the agency \"" + facts.agencyName + "\": " + comparison.en()
                                + ". Approve only with a paper of the bank that says the account is the agency's."));
        }
    }
}
