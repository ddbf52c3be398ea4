package vn.phigate.gateway.accounts;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.time.Ids;

/** The door to what agencies are told about their accounts, and to whom. A notice is written in the transaction of what it tells. */
public final class RegistryNotices {
    /** Whoever swaps an account would first silence the old contact: he is told for this long after he was taken off. */
    private static final Duration STILL_TOLD = Duration.ofDays(30);

    private static final String RECIPIENTS = """
            select coalesce(jsonb_agg(jsonb_build_object('name', name, 'email', email) order by added_at, id), '[]') as recipients
            from gateway.agency_contact where agency_id = ? and (ended_at is null or ended_at > ?)
            """;
    private static final String INSERT = """
            insert into gateway.registry_notice
                (id, kind, agency_id, audience, recipients, account_id, assignment_id, campaign_id, text_vi, text_en, created_at)
            values (?, ?, ?, ?, cast(? as jsonb), ?, ?, ?, ?, ?, ?)
            """;
    private static final String OUTBOX =
            "insert into gateway.outbox (kind, notice_id, created_at) values ('registry_notice', ?, ?)";
    private static final String SELECT = """
            select n.id, n.kind, n.agency_id, n.audience, n.recipients, n.account_id, n.assignment_id, n.campaign_id, n.text_vi, n.text_en, n.created_at
            from gateway.registry_notice n
            """;
    private static final String PAGE = SELECT
            + " where (cast(? as bigint[]) is null or n.agency_id = any(cast(? as bigint[]))) and (cast(? as uuid) is null or n.account_id = ?) and n.id < ? order by n.id desc limit ?";
    private static final String BY_ID = SELECT + " where n.id = ?";
    private static final String CONTACTS = """
            select id, name, email, added_at, added_by, ended_at, ended_by from gateway.agency_contact where agency_id = ? order by added_at, id
            """;
    private static final String ADD_CONTACT =
            "insert into gateway.agency_contact (id, agency_id, name, email, added_at, added_by) values (?, ?, ?, ?, ?, ?)";
    private static final String END_CONTACT =
            "update gateway.agency_contact set ended_at = ?, ended_by = ? where id = ? and agency_id = ? and ended_at is null";
    private static final UUID LAST = new UUID(-1L, -1L);

    private final Agencies agencies;
    private final Audit audit;
    private final InstantSource clock;

    public RegistryNotices(Agencies agencies, Audit audit, InstantSource clock) {
        this.agencies = agencies;
        this.audit = audit;
        this.clock = clock;
    }

    /** For whom a notice is. */
    public enum Audience {
        /** The agency whose registration or fees are concerned. */
        AGENCY,
        /** The holder of the account that would no longer be paid into. */
        OLD_HOLDER,
        /** The agency whose account another agency's fees go to. */
        ACCOUNT_AGENCY
    }

    /** What a notice is about; at least one of the ids. */
    public record Subject(
            @Nullable UUID account,
            @Nullable UUID assignment,
            @Nullable UUID campaign) {
        public static Subject account(UUID id) {
            return new Subject(id, null, null);
        }
    }

    /** @param recipients as a JSON list of name and email, frozen when the notice was written */
    public record Notice(
            UUID id,
            String kind,
            long agencyId,
            String audience,
            String recipients,
            Subject subject,
            String vi,
            String en,
            Instant at) {}

    /** @param endedAt null while it is told everything */
    public record Contact(
            UUID id,
            String name,
            String email,
            Instant addedAt,
            String addedBy,
            @Nullable Instant endedAt,
            @Nullable String endedBy) {}

    /** Writes a notice for everybody the agency named, and an outbox row for webhooks. @return its id */
    public UUID write(Tx tx, String kind, long agencyId, Audience audience, Subject subject, String vi, String en) {
        Instant now = clock.instant();
        String recipients = tx.get(RECIPIENTS, agencyId, now.minus(STILL_TOLD))
                .orElseThrow()
                .text("recipients");
        UUID id = Ids.next(now);
        tx.run(
                INSERT,
                id,
                kind,
                agencyId,
                audience,
                recipients,
                subject.account,
                subject.assignment,
                subject.campaign,
                vi,
                en,
                now);
        tx.run(OUTBOX, id, now);
        return id;
    }

    /** Those of one agency, the newest first. @param agencyId null for all; @param before null to begin */
    public List<Notice> list(
            Sql sql, @Nullable Long agencyId, @Nullable UUID account, @Nullable UUID before, int limit) {
        return listOf(sql, agencyId == null ? null : new Long[] {agencyId}, account, before, limit);
    }

    /** The newest first. @param agencyIds null for all agencies; @param before null to begin */
    public List<Notice> listOf(
            Sql sql, Long @Nullable [] agencyIds, @Nullable UUID account, @Nullable UUID before, int limit) {
        return sql.list(
                PAGE,
                RegistryNotices::notice,
                agencyIds,
                agencyIds,
                account,
                account,
                before == null ? LAST : before,
                (long) limit);
    }

    /** The data of the webhook event {@code account.changed}: what happened, without the names of those who were told. */
    public Map<String, @Nullable Object> event(Sql sql, UUID id) {
        Notice notice = sql.get(BY_ID, id).map(RegistryNotices::notice).orElseThrow();
        var data = new LinkedHashMap<String, @Nullable Object>();
        data.put("notice_id", notice.id);
        data.put("kind", notice.kind);
        data.put("agency", agencies.byId(sql, notice.agencyId).code());
        data.put("audience", notice.audience);
        data.put("account_id", notice.subject.account);
        data.put("assignment_id", notice.subject.assignment);
        data.put("campaign_id", notice.subject.campaign);
        data.put("text_vi", notice.vi);
        data.put("text_en", notice.en);
        return data;
    }

    public List<Contact> contacts(Sql sql, long agencyId) {
        return sql.list(CONTACTS, RegistryNotices::contact, agencyId);
    }

    /** Adding a contact is told to the contacts there were: an attacker's own address would be seen. */
    public void addContact(Tx tx, long agencyId, String name, String email, String by) {
        Instant now = clock.instant();
        write(
                tx,
                "contact_added",
                agencyId,
                Audience.AGENCY,
                new Subject(null, null, null),
                "Thêm người nhận thông báo về tài khoản thu: " + name + " <" + email + ">, bởi " + by + ".",
                "A contact for notices about collection accounts was added: " + name + " <" + email + ">, by " + by
                        + ".");
        UUID id = Ids.next(now);
        tx.run(ADD_CONTACT, id, agencyId, name, email, now, by);
        audit.record(tx, by, "add", "contact", id.toString(), null, Map.of("agency", agencyId, "email", email), null);
    }

    /** @return false when there is no such contact any more */
    public boolean endContact(Tx tx, long agencyId, UUID id, String by) {
        Instant now = clock.instant();
        if (tx.run(END_CONTACT, now, by, id, agencyId) != 1) {
            return false;
        }
        write(
                tx,
                "contact_ended",
                agencyId,
                Audience.AGENCY,
                new Subject(null, null, null),
                "Một người nhận thông báo đã bị gỡ bởi " + by + "; người đó còn nhận thông báo thêm 30 ngày.",
                "A contact was taken off by " + by + "; notices go there for another 30 days.");
        audit.record(tx, by, "end", "contact", id.toString(), null, Map.of("agency", agencyId), null);
        return true;
    }

    private static Notice notice(Row row) {
        return new Notice(
                row.uuid("id"),
                row.text("kind"),
                row.whole("agency_id"),
                row.text("audience"),
                Json.tree(row.text("recipients")).toString(),
                new Subject(
                        row.uuidOrNull("account_id"), row.uuidOrNull("assignment_id"), row.uuidOrNull("campaign_id")),
                row.text("text_vi"),
                row.text("text_en"),
                row.instant("created_at"));
    }

    private static Contact contact(Row row) {
        return new Contact(
                row.uuid("id"),
                row.text("name"),
                row.text("email"),
                row.instant("added_at"),
                row.text("added_by"),
                row.instantOrNull("ended_at"),
                row.textOrNull("ended_by"));
    }
}
