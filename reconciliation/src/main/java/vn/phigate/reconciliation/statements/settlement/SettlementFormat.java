package vn.phigate.reconciliation.statements.settlement;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.FileFormat;
import vn.phigate.reconciliation.statements.FileHead;
import vn.phigate.reconciliation.statements.StatementFormat;
import vn.phigate.reconciliation.statements.StatementSink;
import vn.phigate.reconciliation.statements.reading.BoundedInput;
import vn.phigate.reconciliation.statements.reading.BrokenFile;
import vn.phigate.reconciliation.statements.reading.TextLines;
import vn.phigate.reconciliation.statements.reading.Xml;

/** Settlement files, told by the words of their first rows. */
public final class SettlementFormat implements StatementFormat {
    private static final FileFormat XML = new FileFormat("settlement-xml", false);
    private static final FileFormat CSV = new FileFormat("settlement-csv", false);
    private static final FileFormat FIXED = new FileFormat("settlement-fixed", false);
    private static final Pattern VIPPS = Pattern.compile("<(?:[\\w.-]+:)?SettlementReport\\b");

    private final List<Layout> layouts;

    private SettlementFormat(List<Layout> layouts) {
        this.layouts = layouts;
    }

    /**
     * Reads every {@code *.yaml} of the folder.
     *
     * @throws IOException when the folder or a file cannot be read, or a file has an unknown key or a senseless value; the message names the file
     */
    public static SettlementFormat load(Path folder) throws IOException {
        ObjectMapper yaml = YAMLMapper.builder(YAMLFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        List<Layout> layouts = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                try {
                    layouts.addAll(yaml.readValue(file.toFile(), Layout.ProviderFile.class)
                            .files());
                } catch (IOException | RuntimeException faulty) {
                    throw new IOException("settlement layout " + file + ": " + faulty.getMessage(), faulty);
                }
            }
        }
        return new SettlementFormat(List.copyOf(layouts));
    }

    @Override
    public @Nullable FileFormat recognise(FileHead head) {
        String text = head.text();
        if (text.stripLeading().startsWith("<")) {
            return VIPPS.matcher(text).find() ? XML : null;
        }
        if (!head.isText()) {
            return null;
        }
        Layout layout = layout(text);
        return layout == null ? null : layout.fixed() == null ? CSV : FIXED;
    }

    private @Nullable Layout layout(String head) {
        List<String> lines = head.lines().limit(Layout.HEADER_WITHIN_LINES).toList();
        return layouts.stream()
                .filter(layout -> layout.opens(lines))
                .findFirst()
                .orElse(null);
    }

    @Override
    public void read(InputStream file, FileFormat format, StatementSink sink) throws IOException {
        try {
            if (format.equals(XML)) {
                readXml(file, sink);
                return;
            }
            file.mark(Layout.HEAD_BYTES);
            Layout layout =
                    layout(FileHead.of(file.readNBytes(Layout.HEAD_BYTES)).text());
            file.reset();
            Objects.requireNonNull(layout, "recognised by the same bytes");
            if (sink instanceof SettlementSink whole) {
                whole.layout(layout.name());
            }
            TextLines lines = new TextLines(file);
            if (layout.fixed() != null) {
                new FixedFile(lines, layout, layout.fixed(), sink).read();
            } else {
                new SeparatedFile(lines, layout, sink).read();
            }
        } catch (BrokenFile broken) {
            sink.finding(broken.finding());
        }
    }

    /**
     * Reads a settlement file with its fees.
     *
     * @return what it is; null when it is no settlement file, and then the sink heard nothing
     */
    public @Nullable FileFormat read(byte[] content, SettlementSink sink) {
        FileFormat format = recognise(FileHead.ofStart(content));
        if (format != null) {
            sink.format(format);
            try {
                read(new BufferedInputStream(new ByteArrayInputStream(content), Layout.HEAD_BYTES), format, sink);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return format;
    }

    private static void readXml(InputStream file, StatementSink sink) throws IOException, BrokenFile {
        BoundedInput bounded = new BoundedInput(file);
        try (Xml xml = new Xml(bounded)) {
            new VippsXml(xml, sink).read();
        } catch (BrokenFile broken) {
            if (bounded.failure() != null) {
                throw bounded.failure();
            }
            throw broken;
        }
    }
}
