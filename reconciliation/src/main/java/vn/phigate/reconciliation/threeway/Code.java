package vn.phigate.reconciliation.threeway;

/** The result codes of Hà Nội's branches, each with what is done next. */
public enum Code {
    A01("Đủ điều kiện hạch toán.", "May be booked."),
    A02("Chờ tiền về hoặc kiểm tra sao kê.", "Wait for the money, or check the statement."),
    A03("Xuất hoặc bổ sung biên lai.", "Issue or replace the receipt."),
    A04("Tìm nguồn sai số tiền; tháng chưa chốt được.", "Find the source that is wrong; the month cannot close."),
    A99("Kiểm tra thủ công.", "Look at it by hand.");

    private final String next;
    private final String nextEn;

    Code(String next, String nextEn) {
        this.next = next;
        this.nextEn = nextEn;
    }

    /** The next step, Vietnamese. */
    public String next() {
        return next;
    }

    /** The next step, English. */
    public String nextEn() {
        return nextEn;
    }

    /**
     * What is missing comes before what differs: while the money is not here, nobody can say that its amount is wrong.
     *
     * @param feeVnd 0 when no fee is known
     * @param bankVnd credit less debit, below 0 when more went back than came
     * @param receiptVnd 0 without a receipt
     */
    public static Code of(long feeVnd, long bankVnd, long receiptVnd) {
        if (feeVnd <= 0 || bankVnd < 0) {
            return A99;
        }
        if (feeVnd == bankVnd && feeVnd == receiptVnd) {
            return A01;
        }
        if (bankVnd == 0) {
            return A02;
        }
        return receiptVnd == 0 ? A03 : A04;
    }
}
