package vn.phigate.reconciliation.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.BookedStatement;
import vn.phigate.reconciliation.statements.StatementFile;

/**
 * A file that was taken in.
 *
 * @param received new or again, right after an upload; null else
 * @param shown the statement whose lines stand on the page; null when none was booked
 * @param lines of that statement, one page of them
 * @param nextAfter position after which the next page begins; null on the last page
 */
public record FileView(
        StatementFile file,
        @Nullable String received,
        @Nullable BookedStatement shown,
        List<LineView> lines,
        @Nullable Integer nextAfter) {
    /** The account's sheet of the statement's last day. */
    public String sheet(BookedStatement statement) {
        return AccountPages.address(statement.account(), statement.toDay());
    }
}
