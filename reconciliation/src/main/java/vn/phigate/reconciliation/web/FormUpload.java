package vn.phigate.reconciliation.web;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Request;

/**
 * A form with one file, {@code multipart/form-data} (RFC 7578). Whatever is not exactly that is refused: what another reader might read
 * differently is not guessed at.
 *
 * @param filename last part of the name that the browser gave; it is shown to people and never trusted
 */
record FormUpload(String filename, byte[] content, Map<String, String> fields) {
    private static final int HEADER_BYTES_MAX = 4096;
    private static final int PARTS_MAX = 16;
    private static final int FIELD_BYTES_MAX = 1024;
    private static final int FILENAME_CHARACTERS_MAX = 255;
    /** RFC 2046, section 5.1.1: 1 to 70 of these characters, not ending with a space. */
    private static final Pattern BOUNDARY = Pattern.compile(
            "(?i)^multipart/form-data\\s*;(?:.*;)?\\s*boundary=(?:\"([0-9A-Za-z'()+_,./:=? -]{1,70})\"|([0-9A-Za-z'+_./-]{1,70}))\\s*(?:;.*)?$");

    private static final Pattern NAME = Pattern.compile("(?i);\\s*name=\"([^\"]*)\"");
    private static final Pattern FILENAME = Pattern.compile("(?i);\\s*filename=\"([^\"]*)\"");

    /** @param fileField name of the field that carries the file */
    static FormUpload read(Request request, String fileField, int maxBytes) {
        String type = request.header("Content-Type").orElse("");
        Matcher boundary = BOUNDARY.matcher(type);
        if (!boundary.matches()) {
            throw malformed("the content type is not multipart/form-data with a boundary");
        }
        String quoted = boundary.group(1);
        return parse(request.upload(maxBytes), quoted == null ? boundary.group(2) : quoted, fileField);
    }

    static FormUpload parse(byte[] body, String boundary, String fileField) {
        byte[] open = ("--" + boundary).getBytes(StandardCharsets.US_ASCII);
        byte[] delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
        if (!startsWith(body, 0, open)) {
            throw malformed("the body does not begin with its boundary");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        @Nullable String filename = null;
        byte[] content = new byte[0];
        int at = open.length;
        for (int parts = 0; !startsWith(body, at, "--".getBytes(StandardCharsets.US_ASCII)); parts++) {
            int headers = at + 2;
            int headersEnd = indexOf(body, "\r\n\r\n".getBytes(StandardCharsets.US_ASCII), at);
            if (parts == PARTS_MAX
                    || !startsWith(body, at, "\r\n".getBytes(StandardCharsets.US_ASCII))
                    || headersEnd < 0
                    || headersEnd - headers > HEADER_BYTES_MAX) {
                throw malformed("a part has no readable headers");
            }
            String disposition =
                    disposition(new String(body, headers, Math.max(0, headersEnd - headers), StandardCharsets.UTF_8));
            int from = headersEnd + 4;
            // An empty part ends with the line break that ends its headers.
            int to = indexOf(body, delimiter, from - 2);
            if (to < 0) {
                throw malformed("a part does not end");
            }
            String name = group(NAME, disposition);
            if (name == null) {
                throw malformed("a part has no name");
            }
            byte[] value = Arrays.copyOfRange(body, from, Math.max(from, to));
            String file = group(FILENAME, disposition);
            if (name.equals(fileField) && file != null) {
                if (filename != null) {
                    throw HttpProblem.field(
                            fileField, file, "mỗi lần chỉ nhận một tệp.", "one file at a time is taken.");
                }
                filename = shown(file);
                content = value;
            } else if (value.length > FIELD_BYTES_MAX
                    || fields.put(name, new String(value, StandardCharsets.UTF_8).strip()) != null) {
                throw malformed("a field is too long or given twice");
            }
            at = to + delimiter.length;
        }
        if (filename == null || content.length == 0) {
            throw HttpProblem.field(
                    fileField,
                    "",
                    "hãy chọn một tệp sao kê có nội dung.",
                    "choose a statement file that is not empty.");
        }
        return new FormUpload(filename, content, fields);
    }

    private static String disposition(String headers) {
        for (String header : headers.split("\r\n")) {
            if (header.regionMatches(true, 0, "Content-Disposition:", 0, 20)) {
                return header;
            }
        }
        throw malformed("a part has no Content-Disposition");
    }

    /** Browsers send %22, %0D and %0A for the three characters that a quoted name cannot hold (HTML, section 4.10.21.8). */
    private static String shown(String sent) {
        String name = sent.replace("%22", "\"").replaceAll("(?i)%0[AD]", " ").replaceAll("\\p{Cntrl}", " ");
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
                .strip();
        String bounded = last.length() > FILENAME_CHARACTERS_MAX
                ? last.substring(last.length() - FILENAME_CHARACTERS_MAX)
                : last;
        return bounded.isEmpty() ? "(không tên)" : bounded;
    }

    private static @Nullable String group(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }

    private static boolean startsWith(byte[] body, int at, byte[] wanted) {
        return at + wanted.length <= body.length
                && Arrays.equals(body, at, at + wanted.length, wanted, 0, wanted.length);
    }

    private static int indexOf(byte[] body, byte[] wanted, int from) {
        for (int at = from; at <= body.length - wanted.length; at++) {
            if (body[at] == wanted[0] && startsWith(body, at, wanted)) {
                return at;
            }
        }
        return -1;
    }

    private static Refusal malformed(String why) {
        return HttpProblem.MALFORMED_REQUEST.refusal(
                "Biểu mẫu tải tệp không đọc được (" + why + ").", "The upload form cannot be read: " + why + ".");
    }
}
