package vn.phigate.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.StringJoiner;

/**
 * Sends ready-made requests over keep-alive connections, one after the other on each, from one thread: the machine is shared with what is
 * measured, so this must cost next to nothing. Nothing is signed or parsed here but the status line and {@code RspCode}.
 */
public final class LoadGenerator {
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RSP_CODE = "\"RspCode\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_ANSWER_BYTES = 16 * 1024;
    private static final long PATIENCE_NANOS = 15_000_000_000L;

    /** Not sent, or not answered. */
    static final short UNKNOWN = -1;

    private final MappedByteBuffer requests;
    private final int[] starts;
    private final int from;
    private final short[] outcomes;
    private final long[] nanos;
    private final Selector selector;
    private int next;
    private int open;
    private long lastAnswerAt;

    private static final class Line {
        final SocketChannel channel;
        final byte[] in = new byte[MOST_ANSWER_BYTES];
        int got;
        int request = -1;
        long sentAt;

        Line(SocketChannel channel) {
            this.channel = channel;
        }
    }

    private LoadGenerator(Path file, int from, Selector selector) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            requests = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
        this.selector = selector;
        this.starts = starts(requests);
        this.from = from;
        this.next = from;
        this.outcomes = new short[starts.length - 1];
        this.nanos = new long[starts.length - 1];
        Arrays.fill(outcomes, UNKNOWN);
    }

    /** Requests stand one after the other, each after four bytes with its length. */
    private static int[] starts(ByteBuffer file) {
        int[] found = new int[1024];
        int count = 0;
        int at = 0;
        while (at < file.limit()) {
            if (count + 1 >= found.length) {
                found = Arrays.copyOf(found, found.length * 2);
            }
            found[count++] = at;
            at += 4 + file.getInt(at);
        }
        found[count++] = at;
        return Arrays.copyOf(found, count);
    }

    /** Arguments: port, file of requests, index of the first, seconds, connections, file for the outcomes. */
    public static void main(String[] args) throws IOException {
        try (Selector selector = Selector.open()) {
            var generator = new LoadGenerator(Path.of(args[1]), Integer.parseInt(args[2]), selector);
            String report = generator.run(
                    Integer.parseInt(args[0]),
                    (long) (Double.parseDouble(args[3]) * 1e9),
                    Integer.parseInt(args[4]),
                    Path.of(args[5]));
            System.out.println(report);
        }
    }

    private String run(int port, long duration, int connections, Path outcomesFile) throws IOException {
        for (int i = 0; i < connections; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Line(channel));
        }
        long start = System.nanoTime();
        long end = start + duration;
        open = connections;
        for (SelectionKey key : selector.keys()) {
            send((Line) key.attachment(), end);
        }
        while (open > 0 && System.nanoTime() < end + PATIENCE_NANOS) {
            selector.select(key -> receive((Line) key.attachment(), end), 100);
        }
        write(outcomesFile);
        return report(lastAnswerAt - start);
    }

    private void send(Line line, long end) {
        long now = System.nanoTime();
        if (now >= end || next >= outcomes.length) {
            close(line);
            return;
        }
        line.request = next++;
        line.got = 0;
        line.sentAt = now;
        int at = starts[line.request];
        ByteBuffer bytes = requests.slice(at + 4, starts[line.request + 1] - at - 4);
        try {
            while (bytes.hasRemaining()) {
                line.channel.write(bytes);
            }
        } catch (IOException e) {
            close(line);
        }
    }

    private void receive(Line line, long end) {
        try {
            int read = line.channel.read(ByteBuffer.wrap(line.in, line.got, line.in.length - line.got));
            if (read < 0) {
                close(line);
                return;
            }
            line.got += read;
            int head = indexOf(line.in, line.got, HEAD_END, 0);
            if (head < 0 || line.got < head + 4 + bodyLength(line, head)) {
                return;
            }
        } catch (IOException e) {
            close(line);
            return;
        }
        long now = System.nanoTime();
        lastAnswerAt = now;
        int status = (line.in[9] - '0') * 100 + (line.in[10] - '0') * 10 + line.in[11] - '0';
        int code = indexOf(line.in, line.got, RSP_CODE, 0);
        int rsp =
                code < 0 ? 0 : (line.in[code + RSP_CODE.length] - '0') * 10 + line.in[code + RSP_CODE.length + 1] - '0';
        outcomes[line.request] = (short) outcome(status, rsp);
        nanos[line.request] = now - line.sentAt;
        send(line, end);
    }

    /** 0 to 99: VNPay's code in an answer 200; any other status as it is. */
    private static int outcome(int status, int rsp) {
        return status == 200 ? rsp : status;
    }

    private static int bodyLength(Line line, int head) {
        int at = indexOfIgnoringCase(line.in, head, LENGTH);
        int length = 0;
        for (int i = at + LENGTH.length; at >= 0 && i < head && line.in[i] != '\r'; i++) {
            if (line.in[i] != ' ') {
                length = length * 10 + line.in[i] - '0';
            }
        }
        return length;
    }

    private static int indexOf(byte[] in, int limit, byte[] wanted, int start) {
        for (int i = start; i <= limit - wanted.length; i++) {
            if (in[i] == wanted[0] && Arrays.equals(in, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }

    private static int indexOfIgnoringCase(byte[] in, int limit, byte[] wanted) {
        for (int i = 0; i <= limit - wanted.length; i++) {
            int j = 0;
            while (j < wanted.length && (in[i + j] | 0x20) == (wanted[j] | 0x20)) {
                j++;
            }
            if (j == wanted.length) {
                return i;
            }
        }
        return -1;
    }

    private void close(Line line) {
        open--;
        try {
            line.channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(outcomes.length * 2);
        bytes.asShortBuffer().put(outcomes);
        Files.write(file, bytes.array());
    }

    private String report(long elapsed) {
        long[] done = latencies(0, 201);
        long[] refused = latencies(503, 503);
        int sent = next - from;
        var line = new StringJoiner(" ");
        line.add("next=" + next).add("sent=" + sent).add("elapsed_ns=" + elapsed);
        line.add("done=" + done.length).add("p50_ns=" + at(done, 0.5)).add("p99_ns=" + at(done, 0.99));
        line.add("max_ns=" + at(done, 1)).add("refused=" + refused.length).add("refused_p99_ns=" + at(refused, 0.99));
        line.add("refused_max_ns=" + at(refused, 1));
        return line.add("other=" + (sent - done.length - refused.length)).toString();
    }

    /** Sorted, of the requests that came out as one of the two. */
    private long[] latencies(int one, int other) {
        long[] found = new long[outcomes.length];
        int count = 0;
        for (int i = from; i < next; i++) {
            if (outcomes[i] == one || outcomes[i] == other) {
                found[count++] = nanos[i];
            }
        }
        long[] sorted = Arrays.copyOf(found, count);
        Arrays.sort(sorted);
        return sorted;
    }

    private static long at(long[] sorted, double part) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * part))];
    }
}
