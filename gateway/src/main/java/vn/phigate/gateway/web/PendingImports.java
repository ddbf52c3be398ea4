package vn.phigate.gateway.web;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import vn.phigate.gateway.catalogue.ImportReport;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.time.Ids;

/** Files between their preview and their import. Few and for a short time; a restart forgets them, and the person sends the file again. */
final class PendingImports {
    private final int most;
    private final Duration lasts;
    private final InstantSource clock;
    private final Map<UUID, Import> imports = new LinkedHashMap<>();

    PendingImports(int most, Duration lasts, InstantSource clock) {
        this.most = most;
        this.lasts = lasts;
        this.clock = clock;
    }

    /** @param report of the preview; of the import once it was made */
    record Import(UUID id, Path file, ImportReport report, String by, Instant at) {}

    synchronized UUID keep(Path file, ImportReport preview, String by) {
        Instant now = clock.instant();
        imports.values().stream()
                .filter(one -> one.at.plus(lasts).isBefore(now))
                .toList()
                .forEach(this::discard);
        if (imports.size() >= most) {
            discard(imports.values().iterator().next());
        }
        UUID id = Ids.next(now);
        file.toFile().deleteOnExit();
        imports.put(id, new Import(id, file, preview, by, now));
        return id;
    }

    /** What this person looked at; nobody imports what another one saw. */
    synchronized Import get(UUID id, String by) {
        Import one = imports.get(id);
        if (one == null || !one.by.equals(by)) {
            throw gone();
        }
        return one;
    }

    synchronized void applied(Import one, ImportReport done) {
        imports.replace(one.id, new Import(one.id, one.file, done, one.by, one.at));
        CataloguePages.delete(one.file);
    }

    synchronized void discard(Import one) {
        imports.remove(one.id);
        CataloguePages.delete(one.file);
    }

    private static Refusal gone() {
        return HttpProblem.NOT_FOUND.refusal(
                "Bản xem trước này không còn; hãy gửi lại tệp.", "This preview is gone; send the file again.");
    }
}
