package vn.phigate.gateway.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.testsupport.Database;

/** Notices reach the contacts through a mail server of its own (GreenMail). */
@Database
class MailsTest {
    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private Mails mails(Db db, int port) {
        return new Mails(db, new Mails.Settings("127.0.0.1", port, "", "", false, "phigate@example.vn"));
    }

    private static void notice(Db db, String recipients) {
        long agency = db.get("""
                        insert into gateway.agency (kind, name, sample, created_at, created_by)
                        values ('commune', 'UBND phường Thử', true, now(), 'test') returning id
                        """).orElseThrow().whole("id");
        db.run("""
                insert into gateway.registry_notice (id, kind, agency_id, audience, recipients, text_vi, text_en, created_at)
                values (?, 'account_approved', ?, 'agency', cast(? as jsonb), 'Tài khoản đã được duyệt.', 'The account was approved.', now())
                """, UUID.randomUUID(), agency, recipients);
    }

    @Test
    void tellsEachContactOnce_inBothLanguages(Db db) throws Exception {
        notice(db, """
                [{"name":"An","email":"an@example.vn"},{"name":"An","email":"AN@example.vn"},{"name":"Bình","email":"binh@example.vn"}]
                """);
        Mails mails = mails(db, server.getSmtp().getPort());
        assertThat(mails.send()).isEqualTo(2);
        assertThat(mails.send()).isZero();
        assertThat(db.list(
                        "select distinct last_outcome from gateway.mail_delivery where email <> 'chi@example.vn'",
                        row -> row.text("last_outcome")))
                .containsExactly("sent");
        MimeMessage[] received = server.getReceivedMessages();
        assertThat(received).hasSize(2);
        assertThat(received[0].getSubject()).isEqualTo("Tài khoản thu phí, lệ phí: UBND phường Thử");
        assertThat(received[0].getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(String.valueOf(received[0].getContent()))
                .contains("Tài khoản đã được duyệt.", "The account was approved.");
        assertThat(GreenMailUtil.getAddressList(received[1].getAllRecipients())).isEqualTo("binh@example.vn");
        assertThat(db.get("select count(*) as n from gateway.mail_delivery where sent_at is not null")
                        .orElseThrow()
                        .whole("n"))
                .isEqualTo(2);
    }

    @Test
    void triesAgain_whenTheServerIsAway(Db db) {
        notice(db, "[{\"name\":\"Chi\",\"email\":\"chi@example.vn\"}]");
        int port = server.getSmtp().getPort();
        server.stop();
        assertThat(mails(db, port).send()).isEqualTo(1);
        var row = db.get(
                        "select tries, next_try_at > now() as later, sent_at, last_outcome from gateway.mail_delivery where email = 'chi@example.vn'")
                .orElseThrow();
        assertThat(row.whole("tries")).isEqualTo(1);
        assertThat(row.flag("later")).isTrue();
        assertThat(row.instantOrNull("sent_at")).isNull();
        assertThat(row.text("last_outcome")).contains("mail server");
    }
}
