package vn.phigate.gateway.seeds;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** A table of config/seeds: CSV in UTF-8 with a heading. */
final class SeedFile {
    private SeedFile() {}

    static List<NamedCsvRecord> read(Path file) {
        try (var reader = CsvReader.builder().ofNamedCsvRecord(file)) {
            return reader.stream().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("seeds " + file + " cannot be read", e);
        }
    }
}
