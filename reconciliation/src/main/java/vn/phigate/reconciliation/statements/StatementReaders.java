package vn.phigate.reconciliation.statements;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.UnreadFormats.Unread;

/**
 * The door: recognises a file by its content, reads it in a stream, previews it. Holds no state between files; safe to share.
 * Formats are asked in the order given, so the strictest comes first.
 */
public final class StatementReaders {
    private static final int HEAD_BYTES = 64 * 1024;

    private final List<StatementFormat> formats;

    public StatementReaders(List<StatementFormat> formats) {
        this.formats = List.copyOf(formats);
    }

    /**
     * Says what a file is from its first bytes.
     *
     * @param head at least the first 64 KiB, or the whole of a shorter file; more is not looked at
     */
    public FileFormat recognise(byte[] head) {
        return recognition(new FileHead(head.length <= HEAD_BYTES ? head : Arrays.copyOf(head, HEAD_BYTES)))
                .format();
    }

    /**
     * Reads a whole file into the sink; does not close the stream.
     *
     * @return the worst of the findings; on {@link Verdict#REJECT} the caller undoes whatever it did with the lines
     * @throws IOException when the bytes cannot be had; a fault of the content is a finding instead
     */
    public Verdict read(InputStream file, StatementSink sink) throws IOException {
        BufferedInputStream input = new BufferedInputStream(file, HEAD_BYTES);
        input.mark(HEAD_BYTES);
        FileHead head = new FileHead(input.readNBytes(HEAD_BYTES));
        input.reset();

        Watching watching = new Watching(sink);
        Recognition found = recognition(head);
        watching.format(found.format());
        if (found.reader() != null) {
            found.reader().read(input, found.format(), watching);
        } else {
            watching.finding(refusal(head, found.unread()));
        }
        if (watching.statements == 0 && watching.verdict != Verdict.REJECT) {
            watching.finding(Finding.reject(
                    0,
                    "",
                    found.format().name(),
                    "statement_missing",
                    "Tệp đúng định dạng " + found.format().name()
                            + " nhưng không có sao kê nào. Hãy tải lại tệp từ ngân hàng.",
                    "The file is a " + found.format().name()
                            + " but holds no statement. Download it from the bank again."));
        }
        return watching.verdict;
    }

    /** Reads a whole file and says what is in it, booking nothing; does not close the stream. */
    public Preview preview(InputStream file) throws IOException {
        PreviewSink sink = new PreviewSink();
        Verdict verdict = read(file, sink);
        return sink.preview(verdict);
    }

    private record Recognition(
            FileFormat format,
            @Nullable StatementFormat reader,
            @Nullable Unread unread) {}

    private Recognition recognition(FileHead head) {
        for (StatementFormat reader : formats) {
            FileFormat format = reader.recognise(head);
            if (format != null) {
                return new Recognition(format, reader, null);
            }
        }
        Unread unread = UnreadFormats.recognise(head);
        return new Recognition(
                unread == null ? FileFormat.UNKNOWN : new FileFormat(unread.name(), false), null, unread);
    }

    private static Finding refusal(FileHead head, @Nullable Unread unread) {
        if (head.isEmpty()) {
            return Finding.reject(
                    0,
                    "",
                    "",
                    "file_empty",
                    "Tệp rỗng. Hãy tải lại từ ngân hàng.",
                    "The file is empty. Download it from the bank again.");
        }
        if (unread != null) {
            return Finding.reject(0, "", unread.name(), "format_not_supported_yet", unread.text(), unread.textEn());
        }
        return Finding.reject(
                0,
                "",
                "",
                "format_unknown",
                "Không nhận ra định dạng của tệp theo nội dung. Các định dạng đọc được: camt.053, camt.054, MT940, MT942, XLSX, CSV và HTML của ngân hàng đã khai báo, tệp quyết toán đã khai báo.",
                "The content is of no known format. What can be read: camt.053, camt.054, MT940, MT942, XLSX, CSV or HTML of a declared bank, declared settlement files.");
    }

    /** Passes everything on, counts statements and keeps the worst finding; makes sure that nothing follows a rejection. */
    private static final class Watching implements StatementSink {
        private final StatementSink sink;
        private Verdict verdict = Verdict.ACCEPT;
        private int statements;

        private Watching(StatementSink sink) {
            this.sink = sink;
        }

        @Override
        public void format(FileFormat format) {
            sink.format(format);
        }

        @Override
        public void begin(StatementHeader header) {
            reading();
            sink.begin(header);
        }

        @Override
        public void line(ReadLine line) {
            reading();
            sink.line(line);
        }

        @Override
        public void end(StatementSummary summary) {
            reading();
            statements++;
            sink.end(summary);
        }

        @Override
        public void finding(Finding finding) {
            reading();
            verdict = verdict.and(finding.severity());
            sink.finding(finding);
        }

        private void reading() {
            if (verdict == Verdict.REJECT) {
                throw new IllegalStateException("a reader went on after it rejected its file");
            }
        }
    }
}
