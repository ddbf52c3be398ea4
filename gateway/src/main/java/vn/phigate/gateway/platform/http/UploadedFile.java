package vn.phigate.gateway.platform.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A form with one file and nothing else, {@code multipart/form-data} (RFC 7578), kept on disk throughout so that its size costs no memory. Whatever is not
 * exactly that is refused: what another reader might read differently is not guessed at.
 *
 * @param filename last part of the name that the browser gave; shown to people and never trusted
 * @param path a temporary file; whoever asked for it deletes it
 */
public record UploadedFile(String filename, Path path) {
    private static final int MOST_HEAD = 4096;
    private static final int MOST_FILENAME = 255;
    /** RFC 2046, section 5.1.1: 1 to 70 of these characters. */
    private static final Pattern BOUNDARY = Pattern.compile(
            "(?i)^multipart/form-data\\s*;\\s*boundary=(?:\"([0-9A-Za-z'()+_,./:=?-]{1,70})\"|([0-9A-Za-z'+_./-]{1,70}))\\s*$");

    private static final Pattern DISPOSITION = Pattern.compile(
            "(?im)^Content-Disposition:\\s*form-data;\\s*name=\"([^\"\\r\\n]*)\";\\s*filename=\"([^\"\\r\\n]*)\"\\s*$");

    /**
     * @param field name of the file's field
     * @param mostBytes of the file
     * @throws Refusal 400 when it is no such form or no file was chosen, 413 when it is too large
     */
    public static UploadedFile read(Request request, String field, int mostBytes) {
        Matcher boundary = BOUNDARY.matcher(request.header("Content-Type").orElse(""));
        if (!boundary.matches()) {
            throw malformed("the content type is not multipart/form-data with a boundary");
        }
        String name = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
        try {
            Path body = Files.createTempFile("upload", null);
            try {
                request.uploadTo(body, mostBytes + MOST_HEAD);
                return unpack(body, name, field);
            } finally {
                Files.deleteIfExists(body);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static UploadedFile unpack(Path body, String boundary, String field) throws IOException {
        byte[] open = ("--" + boundary + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
        try (var file = new RandomAccessFile(body.toFile(), "r")) {
            byte[] head = new byte[(int) Math.min(MOST_HEAD, file.length())];
            file.readFully(head);
            if (head.length < open.length || !Arrays.equals(head, 0, open.length, open, 0, open.length)) {
                throw malformed("the body does not begin with its boundary");
            }
            String text = new String(head, StandardCharsets.ISO_8859_1);
            int headEnd = text.indexOf("\r\n\r\n", open.length - 2);
            Matcher named = DISPOSITION.matcher(
                    headEnd < 0
                            ? ""
                            : new String(
                                    head, open.length, Math.max(0, headEnd - open.length), StandardCharsets.UTF_8));
            if (!named.find() || !named.group(1).equals(field)) {
                throw malformed("its one part is not the file " + field);
            }
            long from = headEnd + 4L;
            long to = end(file.getChannel(), from, delimiter);
            if (to == from) {
                throw HttpProblem.field(field, "", "hãy chọn một tệp có nội dung.", "choose a file that is not empty.");
            }
            Path content = Files.createTempFile("upload", null);
            try (FileChannel out = FileChannel.open(content, StandardOpenOption.WRITE)) {
                for (long at = from; at < to; ) {
                    at += file.getChannel().transferTo(at, to - at, out);
                }
            }
            return new UploadedFile(shown(named.group(2)), content);
        }
    }

    /** Where the file ends: at the first delimiter, which has to be the last one too. Its CR stands at its beginning only, so one pass finds it. */
    private static long end(FileChannel body, long from, byte[] delimiter) throws IOException {
        body.position(from);
        InputStream in = new BufferedInputStream(Channels.newInputStream(body), 64 * 1024);
        int matched = 0;
        for (long at = from; ; at++) {
            int next = in.read();
            if (next < 0) {
                throw malformed("the file does not end");
            }
            matched = next == delimiter[matched] ? matched + 1 : next == '\r' ? 1 : 0;
            if (matched == delimiter.length) {
                String rest = new String(in.readNBytes(MOST_HEAD), StandardCharsets.ISO_8859_1);
                if (!rest.equals("--\r\n") && !rest.equals("--")) {
                    throw malformed("more follows than one file");
                }
                return at + 1 - delimiter.length;
            }
        }
    }

    /** Browsers send %22, %0D and %0A for the three characters that a quoted name cannot hold (HTML, section 4.10.21.8). */
    private static String shown(String sent) {
        String name = sent.replace("%22", "\"").replaceAll("(?i)%0[AD]", " ").replaceAll("\\p{Cntrl}", " ");
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
                .strip();
        String bounded = last.length() > MOST_FILENAME ? last.substring(last.length() - MOST_FILENAME) : last;
        return bounded.isEmpty() ? "(không tên)" : bounded;
    }

    private static Refusal malformed(String why) {
        return HttpProblem.MALFORMED_REQUEST.refusal(
                "Biểu mẫu tải tệp không đọc được (" + why + ").", "The upload form cannot be read: " + why + ".");
    }
}
