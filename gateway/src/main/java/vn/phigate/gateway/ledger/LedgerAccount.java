package vn.phigate.gateway.ledger;

import java.util.UUID;

/**
 * The accounts of the books, one set per collection account, so that each collection account is proved by itself.
 *
 * @param code stable name
 * @param name for people, Vietnamese
 * @param kind asset, liability, income or expense
 */
public record LedgerAccount(String code, String name, String kind) {
    /** Money a provider has taken from payers and owes to the collection account. */
    public static LedgerAccount clearing(String provider, UUID account) {
        return new LedgerAccount("clearing:" + provider + ":" + account, "Phải thu nhà cung cấp " + provider, "asset");
    }

    /** Money on the bank account itself, as the bank's statements show it. */
    public static LedgerAccount bank(UUID account) {
        return new LedgerAccount("bank:" + account, "Tiền gửi ngân hàng", "asset");
    }

    /** Fees and charges collected: obligations that were settled. */
    public static LedgerAccount collected(UUID account) {
        return new LedgerAccount("collected:" + account, "Phí, lệ phí đã thu", "income");
    }

    /** Fees that a desk collected for dossiers that are not kept here, as the desk's list says it. */
    public static LedgerAccount deskCollected(UUID account) {
        return new LedgerAccount("desk_collected:" + account, "Phí, lệ phí thu tại quầy", "income");
    }

    /** Small transfers that proved the account: the sender's own money, to be given back or kept as he says. */
    public static LedgerAccount testDeposit(UUID account) {
        return new LedgerAccount("test_deposit:" + account, "Khoản chuyển thử", "liability");
    }

    /** What is to be given back, from the decision until it is with the payer. */
    public static LedgerAccount refundPayable(UUID account) {
        return new LedgerAccount("refund_payable:" + account, "Phải trả tiền hoàn", "liability");
    }

    /** What a provider keeps for its service; never a part of the fee. */
    public static LedgerAccount providerFee(String provider, UUID account) {
        return new LedgerAccount("provider_fee:" + provider + ":" + account, "Phí dịch vụ " + provider, "expense");
    }

    /** What dossiers owe an agency and nobody has paid yet. */
    public static LedgerAccount receivable(long agency) {
        return new LedgerAccount("receivable:" + agency, "Phải thu phí, lệ phí", "asset");
    }

    /** The other side of what is receivable: it becomes income when it is collected, into whichever account. */
    public static LedgerAccount assessed(long agency) {
        return new LedgerAccount("assessed:" + agency, "Phí, lệ phí phải thu chưa thu", "liability");
    }

    /** Money that belongs elsewhere, until it is moved there: to whoever took over, to the right agency, back to its sender. */
    public static LedgerAccount passedOn(UUID account) {
        return new LedgerAccount("passed_on:" + account, "Phải chuyển cho đúng nơi nhận", "liability");
    }

    /** Small differences that two people wrote off, above and below 0. */
    public static LedgerAccount writtenOff(UUID account) {
        return new LedgerAccount("written_off:" + account, "Chênh lệch nhỏ đã xử lý", "expense");
    }

    /** Money of this account that is still on a former one, or on its way from there. */
    public static LedgerAccount inherited(UUID account) {
        return new LedgerAccount("inherited:" + account, "Phải thu từ tài khoản cũ", "asset");
    }

    /** Money that came without an obligation to settle; somebody must decide. */
    public static LedgerAccount suspense(UUID account) {
        return new LedgerAccount("suspense:" + account, "Tiền chờ xử lý", "liability");
    }
}
