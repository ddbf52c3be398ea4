package vn.phigate.gateway.providers.vietqr;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the text of a VietQR: a sequence of (id, two digits; length, two digits, in bytes; value), closed by a checksum.
 *
 * <p>Reading accepts what the standard leaves open (a static code with an amount, a checksum in lower case) and refuses what a banking app could read in
 * two ways. A valid text is not yet one of ours: whether the account is an agency's is asked elsewhere.
 */
public final class VietQr {
    private static final String NAPAS = "A000000727";
    private static final String DONG = "704";
    private static final String VIETNAM = "VN";
    private static final int MAX_LENGTH = 99;

    private static final Pattern BIN = Pattern.compile("[0-9]{6}");
    private static final Pattern ACCOUNT = Pattern.compile("[0-9A-Za-z]{1,19}");
    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,13}");
    private static final Pattern PURPOSE = Pattern.compile("[A-Za-z0-9 ]{1,25}");

    /** What a text turned out to be. */
    public sealed interface Decoded {}

    /** A VietQR with the right checksum. */
    public record Valid(VietQrCode code) implements Decoded {
        /** Some published codes say "static" (11) and yet carry an amount: readable, though we write 12 then. */
        public boolean staticWithAmount() {
            return code.method() == VietQrCode.Method.STATIC && code.amountVnd() != null;
        }
    }

    /** Not to be paid by. */
    public record Invalid(Reason reason, String detail) implements Decoded {}

    /** Why a text is no VietQR, in the order in which it is checked. */
    public enum Reason {
        /** Ids, lengths and values do not cover the text exactly once. */
        MALFORMED_TLV,
        /** No id 63. */
        CRC_MISSING,
        /** Something follows id 63, which the checksum does not cover. */
        CRC_NOT_LAST,
        CRC_MISMATCH,
        /** Another QR standard or network: id 00 is not 01, or id 38 is absent or not NAPAS's. */
        NOT_VIETQR,
        /** Id 01 is neither 11 nor 12. */
        METHOD_UNKNOWN,
        /** 38-02 is neither QRIBFTTA nor QRIBFTTC. */
        SERVICE_UNSUPPORTED,
        /** BIN not 6 digits, or account not 1 to 19 letters or digits. */
        BENEFICIARY_UNREADABLE,
        CURRENCY_NOT_VND,
        COUNTRY_NOT_VN,
        /** Not 1 to 13 digits: đồng have no decimals. */
        AMOUNT_NOT_INTEGER
    }

    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Invalid invalid;

        Refusal(Reason reason, String detail) {
            super(detail, null, false, false);
            this.invalid = new Invalid(reason, detail);
        }
    }

    private VietQr() {}

    static String encode(VietQrCode code) {
        require(BIN, code.bin(), "BIN must be 6 digits");
        require(ACCOUNT, code.account(), "account must be 1 to 19 letters or digits");
        String beneficiary = tlv("00", code.bin()) + tlv("01", code.account());
        StringBuilder text = new StringBuilder()
                .append(tlv("00", "01"))
                .append(tlv("01", code.method().wire))
                .append(tlv(
                        "38",
                        tlv("00", NAPAS)
                                + tlv("01", beneficiary)
                                + tlv("02", code.service().name())))
                .append(tlv("53", DONG));
        Long amountVnd = code.amountVnd();
        if (amountVnd != null) {
            if (amountVnd <= 0) {
                throw new IllegalArgumentException("a VietQR cannot ask for " + amountVnd + " đồng");
            }
            text.append(tlv("54", require(AMOUNT, amountVnd.toString(), "amount must have at most 13 digits")));
        }
        text.append(tlv("58", VIETNAM));
        String purpose = code.purpose();
        if (purpose != null) {
            text.append(
                    tlv("62", tlv("08", require(PURPOSE, purpose, "purpose must be 1 to 25 of A-Z, a-z, 0-9, space"))));
        }
        text.append("6304");
        return text.append(crcHex(text.toString().getBytes(StandardCharsets.UTF_8)))
                .toString();
    }

    /** Reads a text somebody scanned. Never throws. */
    public static Decoded decode(String text) {
        try {
            return new Valid(read(text));
        } catch (Refusal refusal) {
            return refusal.invalid;
        }
    }

    private static VietQrCode read(String text) throws Refusal {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        SequencedMap<String, String> root = parse(octets, "the text");
        String crc = root.get("63");
        if (crc == null) {
            throw new Refusal(Reason.CRC_MISSING, "no checksum (id 63)");
        } else if (!root.lastEntry().getKey().equals("63")) {
            throw new Refusal(Reason.CRC_NOT_LAST, "data follows the checksum");
        } else if (crc.length() != 4 || !crc.chars().allMatch(HexFormat::isHexDigit)) {
            throw new Refusal(Reason.MALFORMED_TLV, "the checksum is not 4 hex digits");
        }
        // The checksum's own value is 4 ASCII bytes at the very end: what it covers ends with "6304".
        byte[] covered = new byte[octets.length - 4];
        System.arraycopy(octets, 0, covered, 0, covered.length);
        String computed = crcHex(covered);
        if (!computed.equalsIgnoreCase(crc)) {
            throw new Refusal(Reason.CRC_MISMATCH, "checksum " + crc + ", computed " + computed);
        }

        if (!text.startsWith("000201") || !root.containsKey("38")) {
            throw new Refusal(Reason.NOT_VIETQR, "not an EMVCo code with NAPAS account information (id 38)");
        }
        Map<String, String> napas = parse(root.getOrDefault("38", "").getBytes(StandardCharsets.UTF_8), "id 38");
        if (!napas.getOrDefault("00", "").equals(NAPAS)) {
            throw new Refusal(Reason.NOT_VIETQR, "id 38-00 is " + napas.get("00"));
        }
        VietQrCode.Method method = method(root.get("01"));
        VietQrCode.Service service = service(napas.getOrDefault("02", ""));
        Map<String, String> beneficiary =
                parse(napas.getOrDefault("01", "").getBytes(StandardCharsets.UTF_8), "id 38-01");
        String bin = beneficiary.getOrDefault("00", "");
        String account = beneficiary.getOrDefault("01", "");
        if (!BIN.matcher(bin).matches() || !ACCOUNT.matcher(account).matches()) {
            throw new Refusal(Reason.BENEFICIARY_UNREADABLE, "bank " + bin + ", account " + account);
        } else if (!root.getOrDefault("53", "").equals(DONG)) {
            throw new Refusal(Reason.CURRENCY_NOT_VND, "id 53 is " + root.get("53"));
        } else if (!root.getOrDefault("58", "").equals(VIETNAM)) {
            throw new Refusal(Reason.COUNTRY_NOT_VN, "id 58 is " + root.get("58"));
        }
        String amount = root.get("54");
        if (amount != null && !AMOUNT.matcher(amount).matches()) {
            throw new Refusal(Reason.AMOUNT_NOT_INTEGER, "id 54 is " + amount);
        }
        String purpose = parse(root.getOrDefault("62", "").getBytes(StandardCharsets.UTF_8), "id 62")
                .get("08");
        return new VietQrCode(bin, account, amount == null ? null : Long.valueOf(amount), purpose, service, method);
    }

    private static VietQrCode.Method method(@Nullable String wire) throws Refusal {
        // EMVCo: id 01 is optional; without it the code is not bound to one payment.
        return switch (wire == null ? "11" : wire) {
            case "11" -> VietQrCode.Method.STATIC;
            case "12" -> VietQrCode.Method.DYNAMIC;
            default -> throw new Refusal(Reason.METHOD_UNKNOWN, "id 01 is " + wire);
        };
    }

    private static VietQrCode.Service service(String wire) throws Refusal {
        return switch (wire) {
            case "QRIBFTTA" -> VietQrCode.Service.QRIBFTTA;
            case "QRIBFTTC" -> VietQrCode.Service.QRIBFTTC;
            default -> throw new Refusal(Reason.SERVICE_UNSUPPORTED, "id 38-02 is " + wire);
        };
    }

    /** One level of ids and values, in their order. Lengths count bytes, not characters: a name may hold UTF-8. */
    private static SequencedMap<String, String> parse(byte[] octets, String where) throws Refusal {
        SequencedMap<String, String> fields = new LinkedHashMap<>();
        int at = 0;
        while (at < octets.length) {
            if (octets.length - at < 4
                    || !digit(octets[at])
                    || !digit(octets[at + 1])
                    || !digit(octets[at + 2])
                    || !digit(octets[at + 3])) {
                throw new Refusal(Reason.MALFORMED_TLV, where + ": no id and length at byte " + at);
            }
            String id = new String(octets, at, 2, StandardCharsets.US_ASCII);
            int length = (octets[at + 2] - '0') * 10 + octets[at + 3] - '0';
            at += 4;
            if (length == 0 || length > octets.length - at) {
                throw new Refusal(
                        Reason.MALFORMED_TLV, where + ": length " + length + " of id " + id + " does not fit");
            }
            if (fields.put(id, utf8(octets, at, length, where)) != null) {
                throw new Refusal(Reason.MALFORMED_TLV, where + ": id " + id + " stands twice");
            }
            at += length;
        }
        return fields;
    }

    private static String utf8(byte[] octets, int from, int length, String where) throws Refusal {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, from, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Refusal(Reason.MALFORMED_TLV, where + ": a length cuts through a character");
        }
    }

    private static boolean digit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    private static String tlv(String id, String value) {
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_LENGTH) {
            throw new IllegalArgumentException("id " + id + " holds 1 to 99 bytes, not " + bytes);
        }
        return id + (char) ('0' + bytes / 10) + (char) ('0' + bytes % 10) + value;
    }

    private static String require(Pattern pattern, String value, String rule) {
        if (!pattern.matcher(value).matches()) {
            throw new IllegalArgumentException(rule + ": " + value);
        }
        return value;
    }

    private static String crcHex(byte[] octets) {
        return HexFormat.of().withUpperCase().toHexDigits((short) crc(octets));
    }

    /** CRC-16/CCITT-FALSE: polynomial 1021, start FFFF, not reflected (ISO/IEC 13239 as EMVCo uses it). */
    static int crc(byte[] octets) {
        int crc = 0xFFFF;
        for (byte octet : octets) {
            crc ^= (octet & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ 0x1021;
            }
        }
        return crc & 0xFFFF;
    }
}
