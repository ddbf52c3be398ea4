package vn.phigate.gateway.receipts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Words of a receipt that are wrong, and what should stand there.
 *
 * @param line of a field of a line, from 1; null for all others
 * @param right one line of text
 */
public record Misprint(Field field, @Nullable Integer line, String right) {
    public enum Field {
        PAYER_NAME("Tên người nộp tiền"),
        COLLECTOR_NAME("Tên đơn vị thu"),
        COLLECTOR_ADDRESS("Địa chỉ đơn vị thu"),
        PROCEDURE_NAME("Tên thủ tục"),
        AMOUNT_IN_WORDS("Số tiền bằng chữ"),
        LINE_NAME("Tên khoản thu"),
        LINE_LEGAL_BASIS("Căn cứ của khoản thu");

        private final String vi;

        Field(String vi) {
            this.vi = vi;
        }

        public String vi() {
            return vi;
        }

        boolean ofLine() {
            return this == LINE_NAME || this == LINE_LEGAL_BASIS;
        }

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public String label() {
        return field.vi + (line == null ? "" : " (dòng " + line + ")");
    }

    /** What the receipt says there; empty where it says nothing. */
    String in(ReceiptContent receipt) {
        return switch (field) {
            case PAYER_NAME -> receipt.payerName();
            case COLLECTOR_NAME -> receipt.collector().name();
            case COLLECTOR_ADDRESS ->
                receipt.collector().address() == null ? "" : receipt.collector().address();
            case PROCEDURE_NAME -> receipt.procedure().name();
            case AMOUNT_IN_WORDS -> receipt.amountInWords();
            case LINE_NAME -> lineOf(receipt).name();
            case LINE_LEGAL_BASIS -> lineOf(receipt).legalBasis();
        };
    }

    /** Whether the receipt has the line that is meant. */
    boolean fits(ReceiptContent receipt) {
        return field.ofLine() == (line != null)
                && (line == null || line >= 1 && line <= receipt.lines().size());
    }

    private ReceiptContent.Line lineOf(ReceiptContent receipt) {
        if (line == null) {
            throw new IllegalStateException("a misprint in " + field + " names its line");
        }
        return receipt.lines().get(line - 1);
    }

    /**
     * The same receipt with the words put right.
     *
     * @param taxCode of the collector
     */
    static ReceiptContent putRight(ReceiptContent wrong, List<Misprint> texts, @Nullable String taxCode) {
        ReceiptContent.Collector collector = wrong.collector();
        String address =
                right(texts, Field.COLLECTOR_ADDRESS, null, collector.address() == null ? "" : collector.address());
        var lines = new ArrayList<ReceiptContent.Line>();
        for (ReceiptContent.Line line : wrong.lines()) {
            int number = lines.size() + 1;
            lines.add(new ReceiptContent.Line(
                    right(texts, Field.LINE_NAME, number, line.name()),
                    line.kind(),
                    line.amountVnd(),
                    right(texts, Field.LINE_LEGAL_BASIS, number, line.legalBasis())));
        }
        return new ReceiptContent(
                wrong.template(),
                wrong.serial(),
                wrong.number(),
                wrong.numberText(),
                wrong.title(),
                new ReceiptContent.Collector(
                        collector.agencyCode(),
                        right(texts, Field.COLLECTOR_NAME, null, collector.name()),
                        taxCode,
                        address.isEmpty() ? null : address),
                right(texts, Field.PAYER_NAME, null, wrong.payerName()),
                wrong.dossierCodes(),
                new ReceiptContent.Procedure(
                        wrong.procedure().code(),
                        right(
                                texts,
                                Field.PROCEDURE_NAME,
                                null,
                                wrong.procedure().name())),
                lines,
                wrong.totalVnd(),
                right(texts, Field.AMOUNT_IN_WORDS, null, wrong.amountInWords()),
                wrong.paidAt(),
                wrong.issuedOn(),
                wrong.provider(),
                wrong.providerTransaction(),
                wrong.account(),
                wrong.code(),
                wrong.verifyUrl(),
                wrong.legalRegime(),
                wrong.sample(),
                wrong.replaces(),
                wrong.onBehalfOf());
    }

    /** What should stand in a field; what stands there when nobody says that it is wrong. */
    static String right(List<Misprint> texts, Field field, @Nullable Integer line, String written) {
        return texts.stream()
                .filter(text -> text.field == field && Objects.equals(text.line, line))
                .map(Misprint::right)
                .findFirst()
                .orElse(written);
    }
}
