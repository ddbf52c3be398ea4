package vn.phigate.reconciliation.lists;

/** What a list is of. */
public enum ListKind {
    FEES,
    RECEIPTS
}
