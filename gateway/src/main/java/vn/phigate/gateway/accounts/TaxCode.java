package vn.phigate.gateway.accounts;

import java.util.Optional;

/**
 * Tax codes (mã số thuế) of organisations: N1N2 N3…N9 N10, and a dash and three digits for a dependent unit (Circular 105/2020/TT-BTC, Art. 5: the tenth
 * digit is a check digit; its formula is not in the circular). The formula is the one of python-stdnum (stdnum/vn/mst.py) and of the tax authority's old
 * software by hearsay: UNCONFIRMED by a legal text, so that a wrong check digit asks a person to look and does not stop the registration.
 */
final class TaxCode {
    private static final int[] WEIGHTS = {31, 29, 23, 19, 17, 13, 7, 5, 3};

    private TaxCode() {}

    static Optional<Finding> fault(String given) {
        String digits = given.replaceAll("[ .-]", "");
        boolean form = digits.matches("[0-9]{10}(?:[0-9]{3})?")
                && !digits.startsWith("0000000", 2)
                && !digits.startsWith("000", 10);
        if (!form) {
            return Optional.of(Treasury.blocking(
                    "tax_code",
                    given,
                    "tax_code_form",
                    "mã số thuế gồm 10 hoặc 13 chữ số.",
                    "a tax code has 10 or 13 digits."));
        }
        if (checkDigit(digits) != digits.charAt(9) - '0') {
            return Optional.of(
                    new Finding(
                            "treasury.tax_code",
                            given,
                            "tax_code_check_digit",
                            false,
                            "Chữ số kiểm tra của mã số thuế không khớp; có thể gõ nhầm một chữ số, hãy đối chiếu với thông báo mã số thuế.",
                            "The check digit of the tax code does not fit; a digit may be mistyped, compare with the tax authority's notice."));
        }
        return Optional.empty();
    }

    /** 0 to 10; 10 fits no digit. */
    static int checkDigit(String digits) {
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += WEIGHTS[i] * (digits.charAt(i) - '0');
        }
        return 10 - sum % 11;
    }
}
