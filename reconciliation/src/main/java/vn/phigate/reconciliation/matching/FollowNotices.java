package vn.phigate.reconciliation.matching;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.payments.NoticeBook;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.reconciliation.statements.Statements;

/** Once the lines of an account were judged, its statement decides about each notice of the days it covers, if they are over. */
final class FollowNotices {
    private final Db db;
    private final Statements statements;
    private final NoticeBook notices;
    private final InstantSource clock;

    FollowNotices(Db db, Statements statements, NoticeBook notices, InstantSource clock) {
        this.db = db;
        this.statements = statements;
        this.notices = notices;
        this.clock = clock;
    }

    /** @param account null for all that have notices */
    void run(LocalDate through, @Nullable UUID account) {
        LocalDate today = BusinessDay.of(clock.instant());
        for (UUID each : account == null ? notices.accounts(db, through) : List.of(account)) {
            db.inTransactionDo(tx -> {
                Statements.lock(tx, each);
                List<LocalDate> covered = notices.provisionalDays(tx, each, through).stream()
                        .filter(day -> day.isBefore(today)
                                && statements.covering(tx, each, day).isPresent())
                        .toList();
                notices.judge(tx, each, covered);
            });
        }
    }
}
