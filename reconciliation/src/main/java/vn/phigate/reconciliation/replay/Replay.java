package vn.phigate.reconciliation.replay;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.reconciliation.lists.ListKind;
import vn.phigate.reconciliation.lists.Lists;
import vn.phigate.reconciliation.matching.Matching;
import vn.phigate.reconciliation.settlements.Settlements;
import vn.phigate.reconciliation.statements.Statements;

/** Decides a period again in a scratch copy of the books: by the product's own doors, from the bytes of the files as they came. */
public final class Replay {
    /** Each further run is about what the one before settled. */
    private static final int RUNS_MAX = 5;

    private static final String BY = "replay";
    private static final String STATEMENTS =
            "select id, filename, null as kind, null as agency_id from replay.statement_file order by received_at, id";
    private static final String SETTLEMENTS =
            "select id, filename, null as kind, null as agency_id from replay.settlement_file order by received_at, id";
    private static final String LISTS =
            "select id, filename, kind, agency_id from replay.outside_list order by received_at, id";

    private final Db scratch;
    private final Agencies agencies;
    private final Statements statements;
    private final Settlements settlements;
    private final Lists lists;
    private final Matching matching;
    private final InstantSource clock;

    /** @param scratch a copy that may be spoiled, entered as a superuser; all other doors work on it */
    public Replay(
            Db scratch,
            Agencies agencies,
            Statements statements,
            Settlements settlements,
            Lists lists,
            Matching matching,
            InstantSource clock) {
        this.scratch = scratch;
        this.agencies = agencies;
        this.statements = statements;
        this.settlements = settlements;
        this.lists = lists;
        this.matching = matching;
        this.clock = clock;
    }

    /**
     * What was read and decided.
     *
     * @param files read again, whatever the days in them
     * @param refused of them that are not taken any more, each with its name and why
     * @param matched lines that rules decided
     */
    public record Played(int files, List<String> refused, int matched) {}

    private record RawFile(
            UUID id,
            String name,
            @Nullable String kind,
            @Nullable Long agency) {
        static RawFile of(Row row) {
            return new RawFile(
                    row.uuid("id"), row.text("filename"), row.textOrNull("kind"), row.wholeOrNull("agency_id"));
        }
    }

    @FunctionalInterface
    private interface Take {
        void file(Tx tx, RawFile file, byte[] content);
    }

    /**
     * Once for a copy.
     *
     * @param from the first day whose lines are decided again; what was decided about others stays as it is
     * @param to the last, included
     * @param shuffle seed of the order in which files are read; null for the order in which they came
     */
    public Played run(LocalDate from, LocalDate to, @Nullable Long shuffle, Consumer<String> progress) {
        progress.accept("Gỡ quyết định của quy tắc trong bản sao / Taking the rules' decisions back in the copy …");
        scratch.inTransactionDo(tx -> Rewind.undo(tx, from, to));
        List<String> refused = new ArrayList<>();
        progress.accept("Đọc lại tệp gốc / Reading the raw files again …");
        int files = read(
                        STATEMENTS,
                        "statement_file",
                        shuffle,
                        refused,
                        (tx, file, content) -> statements.take(tx, file.name, content, BY))
                + read(
                        SETTLEMENTS,
                        "settlement_file",
                        shuffle,
                        refused,
                        (tx, file, content) -> settlements.take(tx, file.name, content, BY))
                + read(LISTS, "outside_list", shuffle, refused, this::list);
        scratch.inTransactionDo(Rewind::rename);
        progress.accept("Khớp lại / Matching again …");
        LocalDate today = BusinessDay.of(clock.instant());
        int matched = 0;
        for (int run = 0; run < RUNS_MAX; run++) {
            Matching.Ran ran = matching.run(today.isBefore(to) ? today : to, null, BY);
            matched += ran.matched();
            if (run > 0 && ran.matched() == 0) {
                break;
            }
        }
        return new Played(files, List.copyOf(refused), matched);
    }

    private void list(Tx tx, RawFile file, byte[] content) {
        Long agency = file.agency;
        lists.take(
                tx,
                "fees".equals(file.kind) ? ListKind.FEES : ListKind.RECEIPTS,
                file.name,
                content,
                agency == null ? null : agencies.byId(tx, agency).code(),
                BY);
    }

    private int read(String which, String table, @Nullable Long shuffle, List<String> refused, Take take) {
        List<RawFile> files = new ArrayList<>(scratch.list(which, RawFile::of));
        if (shuffle != null) {
            Collections.shuffle(files, new Random(shuffle));
        }
        for (RawFile file : files) {
            try {
                scratch.inTransactionDo(tx -> take.file(
                        tx,
                        file,
                        tx.get("select content from replay." + table + " where id = ?", file.id)
                                .orElseThrow()
                                .bytes("content")));
            } catch (Refusal refusal) {
                refused.add(file.name + ": " + refusal.type().code() + " " + refusal.getMessage());
            }
        }
        return files.size();
    }
}
