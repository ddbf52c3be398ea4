package vn.phigate.gateway.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.tables.TableFile;

/** Imports of the catalogue over HTTP: the body is the file. */
public final class CatalogueApi {

    private final Catalogue catalogue;

    public CatalogueApi(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    public void routes(Web web) {
        web.post("/v1/procedures/import", Access.only(Role.ADMIN), this::take);
    }

    private Reply take(Request request) {
        String filename = request.filename();
        String mode = request.query("mode").orElse("preview");
        if (!mode.equals("preview") && !mode.equals("apply")) {
            throw HttpProblem.field("mode", mode, "cần preview hoặc apply.", "preview or apply is needed.");
        }
        try {
            Path copy = Files.createTempFile("catalogue", null);
            try {
                request.uploadTo(copy, TableFile.MOST_BYTES);
                return Reply.ok(
                        mode.equals("apply")
                                ? catalogue.apply(
                                        copy, filename, request.caller().name(), line -> {})
                                : catalogue.preview(copy, filename, line -> {}));
            } finally {
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
