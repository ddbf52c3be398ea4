package vn.phigate.gateway.notifications;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;

/**
 * Notices of the registry as e-mail to the contacts an agency named. A mail server that is away is tried again by the {@link RetryTable};
 * a mail may come twice after a crash, with the same Message-ID, and is never lost.
 */
public final class Mails {
    private static final Logger LOG = LoggerFactory.getLogger(Mails.class);
    private static final long BATCH = 20;
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final String TIMEOUT_MS = "10000";

    private static final String TAKE = """
            select m.id, m.email, m.tries, n.text_vi, n.text_en, a.name as agency_name
            from gateway.mail_delivery m
            join gateway.registry_notice n on n.id = m.notice_id
            join gateway.agency a on a.id = n.agency_id
            where m.next_try_at <= ? order by m.id limit ? for update of m skip locked
            """;
    private static final String LEASED = "update gateway.mail_delivery set next_try_at = ? where id = ?";
    private static final String FINISH = """
            update gateway.mail_delivery set tries = ?, next_try_at = ?, sent_at = ?, last_outcome = ? where id = ?
            """;

    private final Db db;
    private final Settings settings;
    private final Session session;

    /**
     * The city's mail server.
     *
     * @param user empty when it asks for none
     * @param startTls refuse to send without TLS (RFC 3207)
     * @param from address that notices come from
     */
    public record Settings(String host, int port, String user, String password, boolean startTls, String from) {}

    public Mails(Db db, Settings settings) {
        this.db = db;
        this.settings = settings;
        var properties = new Properties();
        properties.put("mail.smtp.host", settings.host);
        properties.put("mail.smtp.port", String.valueOf(settings.port));
        properties.put("mail.smtp.auth", String.valueOf(!settings.user.isEmpty()));
        properties.put("mail.smtp.starttls.enable", String.valueOf(settings.startTls));
        properties.put("mail.smtp.starttls.required", String.valueOf(settings.startTls));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        for (String wait : List.of("connectiontimeout", "timeout", "writetimeout")) {
            properties.put("mail.smtp." + wait, TIMEOUT_MS);
        }
        this.session = Session.getInstance(properties);
    }

    /** Sends what is due over one connection; no transaction is open meanwhile. @return how many were tried */
    public int send() {
        List<Row> due = db.inTransaction(tx -> {
            Instant now = Webhooks.REAL_TIME.instant();
            List<Row> rows = tx.list(TAKE, row -> row, now, BATCH);
            rows.forEach(row -> tx.run(LEASED, now.plus(LEASE), row.whole("id")));
            return rows;
        });
        if (due.isEmpty()) {
            return 0;
        }
        try (Transport transport = session.getTransport("smtp")) {
            if (settings.user.isEmpty()) {
                transport.connect();
            } else {
                transport.connect(settings.user, settings.password);
            }
            due.forEach(row -> send(transport, row));
        } catch (MessagingException e) {
            LOG.warn("the mail server {}:{} does not answer: {}", settings.host, settings.port, e.toString());
            due.forEach(row -> failed(row, "mail server: " + e));
        }
        return due.size();
    }

    private void send(Transport transport, Row row) {
        try {
            Message message = message(row);
            transport.sendMessage(message, message.getAllRecipients());
            db.run(FINISH, row.whole("tries") + 1, null, Webhooks.REAL_TIME.instant(), "sent", row.whole("id"));
        } catch (MessagingException e) {
            failed(row, e.toString());
        }
    }

    private Message message(Row row) throws MessagingException {
        long id = row.whole("id");
        var message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", "<notice-" + id + "@phigate." + settings.host + ">");
            }
        };
        String utf8 = StandardCharsets.UTF_8.name();
        message.setFrom(new InternetAddress(settings.from));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(row.text("email"), true));
        message.setSubject("Tài khoản thu phí, lệ phí: " + row.text("agency_name"), utf8);
        message.setSentDate(Date.from(Webhooks.REAL_TIME.instant()));
        // RFC 3834: so that absence notes do not answer.
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setText("""
                %s

                Nếu bạn không biết việc này, hãy báo ngay cho cơ quan và trung tâm của thành phố: đổi tài khoản nhận tiền là cách lừa đảo thường gặp.

                --
                %s

                If you know nothing of this, tell your agency and the city's centre at once: changing an account is how fees are stolen.
                """.formatted(row.text("text_vi"), row.text("text_en")), utf8);
        return message;
    }

    private void failed(Row row, String why) {
        int tries = (int) row.whole("tries") + 1;
        Instant now = Webhooks.REAL_TIME.instant();
        Instant next = RetryTable.delayAfter(tries).map(now::plus).orElse(null);
        if (next == null) {
            LOG.warn("e-mail {} to {} is given up after {} tries: {}", row.whole("id"), row.text("email"), tries, why);
        }
        db.run(FINISH, (long) tries, next, null, why, row.whole("id"));
    }
}
