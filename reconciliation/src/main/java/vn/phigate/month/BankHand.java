package vn.phigate.month;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Writes the text of a transfer as the receiving bank writes it, with the shapes and shares measured in a public data set of about 119,000 lines
 * (HoangTran0410/saoke_yagi, September 2024) and seen in public parsers. Names and accounts are invented.
 */
final class BankHand {
    static final String VIETCOMBANK = "970436";
    static final String AGRIBANK = "970405";
    static final String BIDV = "970418";
    static final String VIETINBANK = "970415";
    static final String MB = "970422";
    static final String VPBANK = "970432";
    static final String TECHCOMBANK = "970407";

    /** Longest text a statement of any bank was seen to have. */
    private static final int MOST = 269;

    private static final List<String> NAMES = List.of(
            "NGUYEN VAN AN",
            "TRAN THI BINH",
            "LE HOANG CUONG",
            "PHAM MINH DUC",
            "VU THI HOA",
            "DANG QUOC HUY",
            "BUI THANH LAM",
            "DO THI MAI",
            "HOANG VAN NAM",
            "NGO THI OANH",
            "DUONG VAN PHUC",
            "LY THI QUYEN");
    private static final List<String> BANKS = List.of("VCB", "BIDV", "TCB", "MB", "ACB", "TPB", "VPB", "AGRIBANK");

    private BankHand() {}

    /** What a payer writes around the codes. */
    static String sentence(List<String> codes, SplittableRandom random) {
        String name = pick(NAMES, random);
        String code = String.join(random.nextBoolean() ? " va " : " ", codes);
        if (code.isEmpty()) {
            return switch (random.nextInt(4)) {
                case 0 -> name + " chuyen tien";
                case 1 -> "nop phi ho so";
                case 2 -> name + " nop le phi ho tich thang 7";
                default -> "Le phi cap giay " + name.toLowerCase(Locale.ROOT);
            };
        }
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> code;
            case 3 -> code + " nop phi";
            case 4 -> "Nop le phi " + code;
            case 5 -> name + " nop phi ho so " + code;
            case 6 -> code + " " + name + " chuyen tien";
            default -> random.nextInt(20) == 0 ? "Nộp lệ phí hồ sơ " + code : "nop phi ho so " + code + " " + name;
        };
    }

    /** Separators that banks drop or change; Agribank's lines hardly ever have a dot. */
    static String strip(String bin, String content, SplittableRandom random) {
        String text = content;
        if (random.nextInt(100) < 35) {
            text = text.replace("-", "").replace("_", "");
        }
        if (random.nextInt(100) < (bin.equals(AGRIBANK) ? 81 : 50)) {
            text = text.replace(".", "");
        }
        if (random.nextInt(200) == 0) {
            text = text.replace(' ', '+');
        }
        if (random.nextInt(100) < (bin.equals(VIETCOMBANK) ? 7 : 30)) {
            text = text.toUpperCase(Locale.ROOT);
        }
        return bin.equals(VIETINBANK) && random.nextInt(100) < 52 ? text.replace('-', '–') : text;
    }

    /** The bank's own words and numbers before and behind the content. @param open false: nothing may follow the content */
    static String frame(String bin, String content, LocalDate day, boolean open, SplittableRandom random) {
        String framed = switch (random.nextInt(100)) {
            case 0, 1, 2 -> momo(content, random);
            case 3 -> "BankAPINotify " + content;
            default -> ofBank(bin, content, day, random);
        };
        if (open) {
            return wrapped(framed, random);
        }
        return framed.substring(0, framed.indexOf(content) + content.length());
    }

    /** The same for what a provider pays out from its own bank. */
    static String payOut(String bin, String content, LocalDate day, SplittableRandom random) {
        return wrapped(ofBank(bin, content, day, random), random);
    }

    private static String ofBank(String bin, String content, LocalDate day, SplittableRandom r) {
        return switch (bin) {
            case VIETCOMBANK -> vietcombank(content, day, r);
            case AGRIBANK ->
                switch (r.nextInt(100)) {
                    case 0 -> "MB(" + digits(6, r) + ")(" + content + ")";
                    case 1 -> content + " " + digits(11, r) + "-" + digits(10, r) + "-W";
                    default ->
                        r.nextInt(100) < 20
                                ? content + " FT" + digits(14, r)
                                : r.nextInt(80) < 16 ? mbvcb(content, r, " tai AGRIBANK") : content;
                };
            case BIDV ->
                switch (r.nextInt(3)) {
                    case 0 -> digits(10, r) + " " + content + " " + digits(7, r) + "xxx";
                    case 1 ->
                        "TKThe :" + digits(13, r) + ", tai " + pick(BANKS, r) + ". " + content + " -CTLNHIDI"
                                + digits(15, r) + "-1/1-CRE-002";
                    default ->
                        "REM " + digits(9, r) + "xxx B/O " + pick(NAMES, r) + " F/O " + content + " O@L_"
                                + digits(8, r);
                };
            case VIETINBANK ->
                switch (r.nextInt(4)) {
                    case 0 -> "CT DEN:" + digits(12, r) + " " + content + "; tu NAPAS";
                    case 1 -> "CT DI:" + digits(12, r) + " " + content;
                    case 2 -> content + " IBFT " + digits(6, r) + "***" + digits(3, r);
                    default -> content + "; thoi gian GD:" + time(day, "/", ":", " ", r);
                };
            case MB ->
                r.nextBoolean()
                        ? content + " - Ma giao dich/ Trace " + digits(6, r)
                        : content + "-Ma GD ACSP/ " + pick(List.of("PH", "MB", "WE"), r) + digits(6, r);
            default ->
                switch (r.nextInt(5)) {
                    case 0 -> "SEVQR " + content;
                    case 1 -> content + " FT" + digits(14, r);
                    case 2 -> content + " -" + time(day, "", ":", "-", r) + " " + digits(6, r);
                    default -> content;
                };
        };
    }

    private static String vietcombank(String content, LocalDate day, SplittableRandom r) {
        int of = r.nextInt(100);
        if (of < 48) {
            return digits(6, r) + "." + time(day, "", "", ".", r) + "." + content;
        } else if (of < 75) {
            return "0200970" + digits(3, r) + stamp(day) + digits(8, r) + letters(4, r) + "." + digits(5, r) + "."
                    + clock("", r) + "." + content;
        } else if (of < 94) {
            return mbvcb(content, r, "");
        } else if (of < 97) {
            return "PARTNER.DIRECT_DEBITS_VCB.MSE." + digits(11, r) + "." + digits(11, r) + "." + content;
        } else if (of < 98) {
            return "IBBIZ" + digits(10, r) + "." + content;
        } else if (of < 99) {
            return "Vietcombank:" + digits(10, r) + ":" + pick(NAMES, r) + " " + content + " FT" + digits(14, r);
        }
        return content + "-" + time(day, "", ":", "-", r) + " " + digits(6, r);
    }

    private static String mbvcb(String content, SplittableRandom r, String at) {
        return "MBVCB." + digits(10, r) + "." + (at.isEmpty() ? "" : digits(6, r) + ".") + content + ".CT tu "
                + digits(13, r) + " " + pick(NAMES, r) + " toi " + digits(13, r) + " UBND PHUONG" + at;
    }

    private static String momo(String content, SplittableRandom r) {
        String transaction = digits(12, r);
        return transaction + "-" + content + "-CHUYEN TIEN-OQCH" + digits(6, r) + "-MOMO" + transaction + "MOMO";
    }

    /** Lines of a form are wrapped, and the wrap becomes a blank; very long texts are cut. */
    private static String wrapped(String text, SplittableRandom random) {
        String whole = text.length() > MOST ? text.substring(0, MOST) : text;
        if (random.nextInt(100) >= 6) {
            return whole;
        }
        int width = 30 + random.nextInt(15);
        var wrapped = new StringBuilder();
        for (int from = 0; from < whole.length(); from += width) {
            wrapped.append(from == 0 ? "" : " ").append(whole, from, Math.min(whole.length(), from + width));
        }
        return wrapped.toString();
    }

    private static String time(LocalDate day, String dateSign, String timeSign, String between, SplittableRandom r) {
        return String.format(
                        Locale.ROOT,
                        "%02d%s%02d%s%02d",
                        day.getDayOfMonth(),
                        dateSign,
                        day.getMonthValue(),
                        dateSign,
                        day.getYear() % 100)
                + between
                + clock(timeSign, r);
    }

    private static String clock(String sign, SplittableRandom r) {
        return String.format(
                Locale.ROOT, "%02d%s%02d%s%02d", 6 + r.nextInt(16), sign, r.nextInt(60), sign, r.nextInt(60));
    }

    private static String stamp(LocalDate day) {
        return String.format(Locale.ROOT, "%02d%02d", day.getMonthValue(), day.getDayOfMonth());
    }

    static String digits(int count, SplittableRandom random) {
        var text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            text.append((char) ('0' + random.nextInt(10)));
        }
        return text.toString();
    }

    private static String letters(int count, SplittableRandom random) {
        var text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            text.append((char) ('A' + random.nextInt(26)));
        }
        return text.toString();
    }

    static <T> T pick(List<T> of, SplittableRandom random) {
        return of.get(random.nextInt(of.size()));
    }
}
