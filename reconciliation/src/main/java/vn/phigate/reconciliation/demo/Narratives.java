package vn.phigate.reconciliation.demo;

import java.text.Normalizer;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;

/**
 * What banks do to the transfer content, after the shapes measured in a public data set of statements
 * (HoangTran0410/saoke_yagi, about 119,000 lines of September 2024): prefixes, traces, lost separators, wrapped lines.
 */
final class Narratives {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("ddMMuu");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss");
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

    private Narratives() {}

    /** The narrative on the statement of a bank for a transfer with this content. */
    static String mangle(Random random, BankDay account, String content, String payer, Instant bookedAt) {
        String text = mangleContent(random, content);
        String name = plain(payer).toUpperCase(Locale.ROOT);
        ZonedDateTime time = bookedAt.atZone(DayPlan.VIETNAM);
        String day = DAY.format(time);
        String second = TIME.format(time);
        return switch (account.bin) {
            case "970436" ->
                switch (random.nextInt(5)) {
                    case 0 -> digits(random, 6) + "." + day + "." + second + "." + text + " nop phi";
                    case 1 ->
                        "0200970422" + day.substring(0, 4) + second + digits(random, 8) + "ABCD." + digits(random, 5)
                                + "." + second + "." + text;
                    case 2 ->
                        "MBVCB." + digits(random, 10) + "." + text + ".CT tu " + digits(random, 13) + " " + name
                                + " toi " + account.number;
                    case 3 -> "IBBIZ" + digits(random, 10) + "." + text + " le phi";
                    default -> text + "-" + day + "-" + CLOCK.format(time) + " " + digits(random, 6);
                };
            case "970418" ->
                random.nextBoolean()
                        ? "TKThe :" + digits(random, 13) + ", tai VCB. " + text + " -CTLNHIDI" + digits(random, 15)
                                + "-1/1-CRE-002"
                        : "REM " + digits(random, 10) + " " + text + " " + digits(random, 7) + "xxx";
            case "970415" -> "CT DEN:" + digits(random, 12) + " " + text + "; tu NAPAS";
            case "970422" -> text + " - Ma giao dich/ Trace " + digits(random, 6);
            default ->
                switch (random.nextInt(4)) {
                    case 0 -> text + " FT" + digits(random, 14);
                    case 1 ->
                        "MBVCB." + digits(random, 10) + "." + digits(random, 6) + "." + text + ".CT tu "
                                + digits(random, 13) + " " + name;
                    case 2 -> name + " chuyen tien " + text;
                    default -> "Nop phi " + text;
                };
        };
    }

    /** A code typed by hand: every zero after the first dash has become a letter O. */
    static String mistyped(String dossierCode) {
        int dash = dossierCode.indexOf('-');
        return dossierCode.substring(0, dash) + dossierCode.substring(dash).replace('0', 'O');
    }

    private static String mangleContent(Random random, String content) {
        return switch (random.nextInt(7)) {
            case 0 -> content.replaceAll("[^A-Za-z0-9 ]", "");
            case 1 -> content.replace('-', '–');
            case 2 -> content.toLowerCase(Locale.ROOT).replace('.', ' ').replace('-', ' ');
            case 3 -> wrapped(content, random.nextInt(3, 8));
            case 4 -> "Nop+phi+" + content.replace(' ', '+');
            case 5 -> content.toUpperCase(Locale.ROOT).replace(".", "");
            default -> content;
        };
    }

    /** A line wrap of the bank's system put a space inside. */
    private static String wrapped(String content, int at) {
        int cut = Math.min(at, content.length() - 1);
        return content.substring(0, cut) + " " + content.substring(cut);
    }

    /** Without Vietnamese marks, as the interbank network carries it. */
    static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replace('đ', 'd')
                .replace('Đ', 'D');
    }

    private static String digits(Random random, int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append((char) ('0' + random.nextInt(10)));
        }
        return digits.toString();
    }
}
