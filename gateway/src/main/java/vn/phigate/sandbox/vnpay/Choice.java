package vn.phigate.sandbox.vnpay;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.phigate.sandbox.vnpay.IpnCourier.Manner;

/** The buttons of the pay page: how the order ends, and how the merchant is told. */
enum Choice {
    SUCCESS(Group.PAY, Outcome.SUCCESS, "Trả tiền thành công", "Pay"),
    CANCEL(Group.FAIL, Outcome.CANCEL, "Hủy (24)", "Cancel"),
    NOT_ENOUGH_BALANCE(Group.FAIL, Outcome.NOT_ENOUGH_BALANCE, "Không đủ số dư (51)", "Not enough balance"),
    WRONG_OTP(Group.FAIL, Outcome.WRONG_OTP, "Sai OTP (13)", "Wrong OTP"),
    FRAUD(Group.FAIL, Outcome.FRAUD, "Nghi ngờ gian lận (07)", "Suspected fraud"),
    DISAGREE(Group.FAIL, Outcome.DISAGREE, "Hai mã trái nhau (00/02)", "Codes disagree"),
    SILENT(Group.TEST, Outcome.SUCCESS, "Thành công, không gửi IPN", "Success, no IPN"),
    LATE(Group.TEST, Outcome.SUCCESS, "Thành công, IPN đến muộn", "Success, late IPN"),
    DOUBLE(Group.TEST, Outcome.SUCCESS, "Thành công, IPN gửi hai lần", "Success, IPN twice"),
    WRONG_AMOUNT(Group.TEST, Outcome.SUCCESS, "Báo thiếu một nửa số tiền", "Half the amount reported"),
    WRONG_SIGNATURE(Group.TEST, Outcome.SUCCESS, "Kết quả giả, sai chữ ký", "Forged result");

    enum Group {
        PAY,
        FAIL,
        TEST
    }

    final Group group;
    final Outcome outcome;
    final String vietnamese;
    final String english;

    Choice(Group group, Outcome outcome, String vietnamese, String english) {
        this.group = group;
        this.outcome = outcome;
        this.vietnamese = vietnamese;
        this.english = english;
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    Manner manner(Duration lateIpnDelay) {
        return switch (this) {
            case SILENT -> new Manner(0, Duration.ZERO, false);
            case LATE -> new Manner(1, lateIpnDelay, false);
            case DOUBLE -> new Manner(2, Duration.ZERO, false);
            case WRONG_SIGNATURE -> new Manner(1, Duration.ZERO, true);
            case SUCCESS, CANCEL, NOT_ENOUGH_BALANCE, WRONG_OTP, FRAUD, DISAGREE, WRONG_AMOUNT -> Manner.USUAL;
        };
    }

    long reportedVnd(long amountVnd) {
        return this == WRONG_AMOUNT ? Math.max(1, amountVnd / 2) : amountVnd;
    }

    static @Nullable Choice of(String wireName) {
        for (Choice choice : values()) {
            if (choice.wireName().equals(wireName)) {
                return choice;
            }
        }
        return null;
    }
}
