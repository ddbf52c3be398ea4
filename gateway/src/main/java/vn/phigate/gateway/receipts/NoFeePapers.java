package vn.phigate.gateway.receipts;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.dossiers.Dossier;
import vn.phigate.gateway.dossiers.Obligation;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.signing.CanonicalJson;
import vn.phigate.gateway.platform.signing.KeyRing;
import vn.phigate.gateway.platform.signing.SignedDocument;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.platform.time.Ids;

/**
 * Says on a signed paper that nothing is due. Made when it is first asked for: most dossiers of a city that asks nothing online are never looked at again. The
 * database refuses it where something is or was due, and withdraws it when something becomes due.
 */
final class NoFeePapers {
    private static final String STANDING =
            "select code from gateway.paper where dossier_id = ? and kind = 'no_fee' and withdrawn_at is null";
    private static final String INSERT = """
            insert into gateway.paper (id, code, kind, agency_id, dossier_id, signed, issued_at) values (?, ?, 'no_fee', ?, ?, ?, ?)
            on conflict (dossier_id) where kind = 'no_fee' and withdrawn_at is null do nothing
            """;
    private static final String GUARD = "no_fee_only_when_free";

    private final Db db;
    private final KeyRing keys;
    private final Agencies agencies;
    private final SecureRandom random;
    private final String publicUrl;
    private final boolean sample;
    private final InstantSource clock;

    NoFeePapers(
            Db db,
            KeyRing keys,
            Agencies agencies,
            SecureRandom random,
            String publicUrl,
            boolean sample,
            InstantSource clock) {
        this.db = db;
        this.keys = keys;
        this.agencies = agencies;
        this.random = random;
        this.publicUrl = publicUrl;
        this.sample = sample;
        this.clock = clock;
    }

    /**
     * The code of the dossier's paper; the same each time while it stands.
     *
     * @throws vn.phigate.gateway.platform.http.Refusal 409 {@code something_due}
     */
    String of(Dossier dossier) {
        if (!dossier.free()) {
            throw ReceiptProblem.SOMETHING_DUE.refusal().with("dossier", dossier.code());
        }
        return standing(dossier.id()).orElseGet(() -> {
            issue(dossier);
            return standing(dossier.id()).orElseThrow(ReceiptProblem.SOMETHING_DUE::refusal);
        });
    }

    private Optional<String> standing(UUID dossier) {
        return db.get(STANDING, dossier).map(row -> row.text("code"));
    }

    private void issue(Dossier dossier) {
        Instant now = clock.instant();
        Agency agency = agencies.byId(db, dossier.agencyId());
        ReceiptCode code = ReceiptCode.generate(random);
        var content = new NoFeeContent(
                new ReceiptContent.Collector(
                        dossier.agency(), dossier.agencyName(), agency.taxCode(), agency.address()),
                dossier.payerName() == null ? "" : dossier.payerName(),
                dossier.code(),
                new ReceiptContent.Procedure(dossier.procedure(), dossier.procedureName()),
                dossier.channel().text(),
                dossier.receivedOn(),
                dossier.obligations().stream().map(NoFeePapers::item).toList(),
                basis(dossier),
                now,
                BusinessDay.of(now),
                code,
                publicUrl + "/verify/" + code.text(),
                sample);
        String signed = new String(
                CanonicalJson.bytes(SignedDocument.sign(content.toJson(), keys.current())), StandardCharsets.UTF_8);
        try {
            db.run(INSERT, Ids.next(now), code.text(), dossier.agencyId(), dossier.id(), signed, now);
        } catch (ConstraintViolation refused) {
            if (!refused.constraint().equals(GUARD)) {
                throw refused;
            }
            throw ReceiptProblem.SOMETHING_DUE.refusal().with("dossier", dossier.code());
        }
    }

    private static NoFeeContent.Item item(Obligation free) {
        return new NoFeeContent.Item(
                free.name(),
                ReceiptContent.LineKind.valueOf(free.kind().name()),
                free.legalBasis(),
                computation(free.computation()));
    }

    /** Whoever has the code reads the paper: to which group the payer belongs, poor or ill, is told to nobody there. The relief's own basis stays. */
    private static @Nullable String computation(@Nullable String how) {
        return how == null ? null : how.replaceAll(" cho nhóm [^:;]*", "");
    }

    private static String basis(Dossier dossier) {
        return dossier.obligations().isEmpty()
                ? NoFeeContent.noItem(dossier.receivedOn())
                : dossier.obligations().stream()
                        .map(Obligation::legalBasis)
                        .distinct()
                        .collect(Collectors.joining("; "));
    }
}
