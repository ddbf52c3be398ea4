package vn.phigate.gateway.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.catalogue.Catalogue;
import vn.phigate.gateway.catalogue.CatalogueProblem;
import vn.phigate.gateway.catalogue.Finding;
import vn.phigate.gateway.catalogue.ImportReport;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.UploadedFile;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.tables.TableFile;

/** Import of the catalogue on a page: a file is looked at first, and what it would change is shown; only then is it taken in. */
public final class CataloguePages {
    private final Catalogue catalogue;
    private final Pages pages;
    private final PendingImports pending;

    public CataloguePages(Catalogue catalogue, Pages pages, InstantSource clock) {
        this.catalogue = catalogue;
        this.pages = pages;
        this.pending = new PendingImports(8, Duration.ofMinutes(30), clock);
    }

    public void routes(Web web) {
        Access admin = Access.only(Role.ADMIN);
        web.get("/registry/catalogue", admin, request -> show(request, 200, null, Form.EMPTY, List.of()));
        web.post("/registry/catalogue", admin, this::look);
        web.get("/registry/catalogue/{id}", admin, request -> {
            PendingImports.Import one = pending.get(request.pathId(), by(request));
            return show(request, 200, one, Form.EMPTY, List.of());
        });
        web.post("/registry/catalogue/{id}/apply", admin, this::apply);
        web.post("/registry/catalogue/{id}/discard", admin, request -> {
            pending.discard(pending.get(request.pathId(), by(request)));
            return Reply.seeOther("/registry/catalogue");
        });
    }

    private Reply look(Request request) {
        Form form = Form.of(Map.of("file", ""));
        try {
            UploadedFile file = UploadedFile.read(request, "file", TableFile.MOST_BYTES);
            boolean kept = false;
            try {
                ImportReport preview = catalogue.preview(file.path(), file.filename(), line -> {});
                UUID id = pending.keep(file.path(), preview, by(request));
                kept = true;
                return Reply.seeOther("/registry/catalogue/" + id);
            } finally {
                if (!kept) {
                    delete(file.path());
                }
            }
        } catch (Refusal refusal) {
            if (refusal.type() == HttpProblem.PAYLOAD_TOO_LARGE) {
                throw refusal;
            }
            return show(
                    request,
                    refusal.type().status(),
                    null,
                    form.refused(refusal, request.language()),
                    findings(refusal));
        }
    }

    /** The file that was shown, by whoever looked at it. */
    private Reply apply(Request request) {
        PendingImports.Import one = pending.get(request.pathId(), by(request));
        if (!one.report().applied()) {
            ImportReport done = catalogue.apply(one.file(), one.report().filename(), by(request), line -> {});
            pending.applied(one, done);
        }
        return Reply.seeOther("/registry/catalogue/" + one.id());
    }

    private static List<Finding> findings(Refusal refusal) {
        return refusal.type() == CatalogueProblem.CATALOGUE_UNREADABLE
                        && refusal.members().get("findings") instanceof List<?> found
                ? found.stream().map(Finding.class::cast).toList()
                : List.of();
    }

    private Reply show(
            Request request, int status, PendingImports.@Nullable Import one, Form form, List<Finding> refusedFor) {
        var view =
                new CatalogueView(one == null ? null : one.id(), one == null ? null : one.report(), form, refusedFor);
        String here = "/registry/catalogue" + (one == null ? "" : "/" + one.id());
        return pages.show(request, status, "catalogue.jte", pages.wording(request, here), view);
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String by(Request request) {
        return request.caller().name();
    }
}
