package vn.phigate.gateway.catalogue;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * An invented catalogue of the real one's size, because no public one can be had. Every row is marked as sample data, the codes begin with
 * 8, which the national database does not use, and the legal texts are named samples. Always the same for the same number.
 */
final class SampleCatalogue {
    static final String CODE_PREFIX = "8.";
    static final int MOST = 20_000;
    private static final long SEED = 2_089;
    private static final List<String> FIELDS = List.of(
            "Hộ tịch",
            "Chứng thực",
            "Đất đai",
            "Xây dựng",
            "Môi trường",
            "Lao động",
            "Giáo dục",
            "Y tế",
            "Giao thông",
            "Văn hóa",
            "Du lịch",
            "Công thương",
            "Nông nghiệp",
            "Kinh doanh",
            "Tư pháp",
            "Nội vụ",
            "Tài chính",
            "Khoa học và công nghệ",
            "Thông tin",
            "Bảo trợ xã hội");
    private static final int[] AMOUNTS = {
        5_000, 8_000, 10_000, 15_000, 20_000, 30_000, 50_000, 100_000, 150_000, 300_000, 650_000, 1_500_000
    };
    private static final int[] SHARES = {0, 50, 70, 85, 90, 100};

    private SampleCatalogue() {}

    static void write(Path file, int count) {
        var random = new SplittableRandom(SEED);
        try (CsvWriter csv = CsvWriter.builder().build(file)) {
            csv.writeRecord(Arrays.stream(Column.values()).map(Column::text).toList());
            for (int number = 1; number <= count; number++) {
                procedure(csv, number, random.split());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a hundred: 55 cost nothing, 25 a fee, 12 a charge, 8 both. */
    private static void procedure(CsvWriter csv, int number, SplittableRandom random) {
        Map<Column, String> head = new EnumMap<>(Column.class);
        head.put(Column.PROCEDURE_CODE, String.format(Locale.ROOT, "%s%06d", CODE_PREFIX, number));
        head.put(Column.NAME, String.format(Locale.ROOT, "Thủ tục mẫu %04d", number));
        head.put(Column.FIELD, FIELDS.get(random.nextInt(FIELDS.size())));
        head.put(Column.LEVEL, random.nextInt(100) < 60 ? "commune" : "department");
        head.put(Column.AGENCIES, "*");
        head.put(Column.SAMPLE, "true");
        head.put(Column.SOURCE, "PhiGate, dữ liệu sinh ra để thử");
        int share = random.nextInt(100);
        if (share < 55) {
            write(csv, head);
            return;
        }
        if (share < 80 || share >= 92) {
            write(csv, fee(new EnumMap<>(head), number, random));
        }
        if (share >= 80) {
            write(csv, charge(new EnumMap<>(head), number, random));
        }
    }

    private static Map<Column, String> fee(Map<Column, String> row, int number, SplittableRandom random) {
        row.put(Column.KIND, "FEE");
        row.put(Column.FEE_NAME, "Phí thẩm định mẫu");
        basis(row, number);
        int form = random.nextInt(20);
        if (form == 0) {
            prices(row, "0,1% declared_value_vnd min 50000 max 10000000");
        } else if (form == 1) {
            row.put(Column.UNIT, "bản");
            prices(row, "2000*min(pages,2)+1000*max(pages-2,0) max 200000");
        } else {
            row.put(Column.UNIT, "hồ sơ");
            prices(row, String.valueOf(AMOUNTS[random.nextInt(AMOUNTS.length)]));
        }
        if (random.nextInt(50) == 0) {
            row.remove(Column.PRICE_ONLINE);
        }
        if (random.nextInt(3) == 0) {
            row.put(Column.EXEMPTIONS, "ho_ngheo 100%; nguoi_cao_tuoi 50%");
            row.put(Column.EXEMPTION_BASIS, "Văn bản mẫu về miễn giảm (dữ liệu thử nghiệm)");
        }
        row.put(Column.REFUNDABLE, random.nextInt(2) == 0 ? "never" : "on_rejection");
        row.put(Column.RETAINED_PERCENT, String.valueOf(SHARES[random.nextInt(SHARES.length)]));
        row.put(Column.REMITTANCE, "monthly:5");
        row.put(Column.BUDGET_SUB_ITEM, "2106");
        return row;
    }

    private static Map<Column, String> charge(Map<Column, String> row, int number, SplittableRandom random) {
        row.put(Column.KIND, "CHARGE");
        row.put(Column.FEE_NAME, "Lệ phí cấp giấy mẫu");
        row.put(Column.UNIT, "giấy");
        basis(row, number);
        prices(row, String.valueOf(AMOUNTS[random.nextInt(AMOUNTS.length)]));
        if (random.nextInt(2) == 0) {
            row.put(Column.PRICE_ONLINE, "0");
        }
        row.put(Column.REMITTANCE, "daily");
        row.put(Column.BUDGET_SUB_ITEM, "2862");
        return row;
    }

    private static void basis(Map<Column, String> row, int number) {
        row.put(Column.VALID_FROM, "2025-01-01");
        row.put(Column.LEGAL_BASIS, "Văn bản mẫu " + (number % 97 + 1) + "/2025/MAU (dữ liệu thử nghiệm)");
    }

    private static void prices(Map<Column, String> row, String price) {
        row.put(Column.PRICE_ONLINE, price);
        row.put(Column.PRICE_COUNTER, price);
        row.put(Column.PRICE_POST, price);
    }

    private static void write(CsvWriter csv, Map<Column, String> row) {
        csv.writeRecord(
                Arrays.stream(Column.values()).map(c -> row.getOrDefault(c, "")).toList());
    }
}
