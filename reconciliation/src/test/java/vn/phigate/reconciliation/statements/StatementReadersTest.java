package vn.phigate.reconciliation.statements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementReadersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "%PDF-1.7 x, y; z|PDF",
                "<?xml version='1.0'?><Document><BkToCstmrAcctRpt/></Document>|camt.052",
            })
    void refusesWithWhatToDo_whenTheFormatIsKnownButNotRead(String content, String format) {
        Preview preview = Recorded.preview(content.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8));
        assertThat(preview.format()).isEqualTo(format);
        assertThat(preview.verdict()).isEqualTo("reject");
        assertThat(preview.findings()).extracting(Finding::rule).containsExactly("format_not_supported_yet");
    }

    @Test
    void refusesBinaryXls_byItsFirstBytes() {
        byte[] file = new byte[600];
        byte[] magic = {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, (byte) 0xA1, (byte) 0xB1, 0x1A, (byte) 0xE1};
        System.arraycopy(magic, 0, file, 0, magic.length);
        assertThat(Recorded.preview(file).format()).isEqualTo("XLS");
        assertThat(Recorded.of(file).rules()).containsExactly("format_not_supported_yet");
    }

    @Test
    void refusesZipOfSomethingElse() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("statement.csv"));
            zip.write(1);
        }
        assertThat(Recorded.preview(bytes.toByteArray()).format()).isEqualTo("ZIP");
    }

    @Test
    void saysSo_whenTheFileIsEmptyOrUnknown() {
        assertThat(Recorded.of(new byte[0]).rules()).containsExactly("file_empty");
        assertThat(Recorded.of("just words").rules()).containsExactly("format_unknown");
        assertThat(Recorded.of(new byte[] {1, 2, 3, 4, 5}).rules()).containsExactly("format_unknown");
        assertThat(Recorded.of("<other><xml/></other>").rules()).containsExactly("format_unknown");
        assertThat(Recorded.preview("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8))
                        .findings())
                .extracting(Finding::rule)
                .containsExactly("layout_unknown");
    }

    @Test
    void throws_whenTheStreamItselfFails() {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("line cut");
            }
        };
        byte[] begin = "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'><BkToCstmrStmt><!--"
                .getBytes(StandardCharsets.UTF_8);
        byte[] padding = " ".repeat(70_000).getBytes(StandardCharsets.UTF_8);
        InputStream file = new SequenceInputStream(
                new SequenceInputStream(new ByteArrayInputStream(begin), new ByteArrayInputStream(padding)), failing);
        assertThatThrownBy(() -> Recorded.readers().preview(file))
                .isInstanceOf(IOException.class)
                .hasMessage("line cut");
    }
}
