package vn.phigate.reconciliation.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.testsupport.Seeded;

class FormUploadTest {
    private static FormUpload parse(String body) {
        return FormUpload.parse(body.getBytes(StandardCharsets.UTF_8), "XyZ", "file");
    }

    private static String part(String disposition, String value) {
        return "--XyZ\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + value + "\r\n";
    }

    @Test
    void fileAndFieldsAreRead() {
        FormUpload upload = parse(part("name=\"day\"", "2025-07-17")
                + part("name=\"file\"; filename=\"sao kê.xml\"", "a\r\n--Xy\r\nb") + "--XyZ--\r\n");

        assertThat(upload.filename()).isEqualTo("sao kê.xml");
        assertThat(new String(upload.content(), StandardCharsets.UTF_8)).isEqualTo("a\r\n--Xy\r\nb");
        assertThat(upload.fields()).containsEntry("day", "2025-07-17").hasSize(1);
    }

    @Test
    void everyByteArrives_whateverTheFile() {
        Seeded.check(200, (Random random) -> {
            byte[] content = new byte[1 + random.nextInt(5000)];
            random.nextBytes(content);
            String empty = part("name=\"file\"; filename=\"x\"", "");
            byte[] head = empty.substring(0, empty.length() - 2).getBytes(StandardCharsets.US_ASCII);
            byte[] tail = "\r\n--XyZ--\r\n".getBytes(StandardCharsets.US_ASCII);
            byte[] body = new byte[head.length + content.length + tail.length];
            System.arraycopy(head, 0, body, 0, head.length);
            System.arraycopy(content, 0, body, head.length, content.length);
            System.arraycopy(tail, 0, body, head.length + content.length, tail.length);

            assertThat(FormUpload.parse(body, "XyZ", "file").content()).isEqualTo(content);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "C:\\sao ke\\a.xml, a.xml",
        "../../etc/passwd, passwd",
        "a%22b.csv, a\"b.csv",
        "a%0D%0Ab.csv, a  b.csv",
        "dir/, (không tên)"
    })
    void nameIsItsLastPart(String sent, String shown) {
        assertThat(parse(part("name=\"file\"; filename=\"" + sent + "\"", "x") + "--XyZ--")
                        .filename())
                .isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--XyZ--\r\n",
                "--XyZ",
                "--Other\r\n\r\nx\r\n--Other--",
                "--XyZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\nnever ends",
                "--XyZ\r\nContent-Type: text/plain\r\n\r\nx\r\n--XyZ--",
                "--XyZ\r\n\r\nx\r\n--XyZ--",
                "--XyZ\r\nContent-Disposition: form-data; filename=\"x\"\r\n\r\nx\r\n--XyZ--",
                "--XyZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n\r\n--XyZ--",
                "--XyZ\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--XyZ--",
            })
    void bodyIsRefused_whenItIsNotExactlyAFormWithAFile(String body) {
        assertThatThrownBy(() -> parse(body)).isInstanceOf(Refusal.class);
    }

    @Test
    void bodyIsRefused_whenTwoFilesOrDoubledFields() {
        String file = part("name=\"file\"; filename=\"x\"", "x");
        assertThatThrownBy(() -> parse(file + file + "--XyZ--")).isInstanceOf(Refusal.class);
        String field = part("name=\"day\"", "1");
        assertThatThrownBy(() -> parse(field + field + file + "--XyZ--")).isInstanceOf(Refusal.class);
    }

    @Test
    void anyCutOfAGoodBodyIsRefusedOrReadsWhole() {
        String good = part("name=\"file\"; filename=\"x\"", "content") + "--XyZ--";
        for (int length = 0; length < good.length(); length++) {
            String cut = good.substring(0, length);
            assertThatThrownBy(() -> parse(cut)).as(cut).isInstanceOf(Refusal.class);
        }
    }
}
