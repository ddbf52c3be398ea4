package vn.phigate.reconciliation.statements.tabular;

import java.io.IOException;

/** A file's rows, which can be walked as often as needed; one row in memory at a time. */
interface Rows {
    /** @param visitor answers whether to go on */
    void walk(Visitor visitor) throws IOException, BrokenTable;

    /** Days of number cells count from 1904 instead of 1900. */
    boolean date1904();

    @FunctionalInterface
    interface Visitor {
        boolean visit(Row row) throws BrokenTable;
    }
}
