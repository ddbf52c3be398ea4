package vn.phigate.gateway.seeds;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;

/**
 * Ties a database to one city, at its first start and for ever. Two cities in one database would see each other's money; a mistyped setting
 * must not bring that about.
 */
public final class ClaimCity {
    private static final String CLAIM = """
            insert into gateway.city (code, name, first_started_at) values (?, ?, ?) on conflict do nothing
            """;
    private static final String OWNER = "select code, name from gateway.city";

    private final String code;
    private final String name;
    private final InstantSource clock;

    /**
     * @param seeds the folder config/seeds, whose communes.csv names the cities there are
     * @param code province code of the General Statistics Office, e.g. 79
     * @throws IllegalArgumentException in words for the operator, when there is no such city
     */
    public ClaimCity(Path seeds, String code, InstantSource clock) {
        Map<String, String> cities = new TreeMap<>();
        SeedFile.read(seeds.resolve("communes.csv"))
                .forEach(row -> cities.put(row.getField("province_code"), row.getField("province")));
        String found = cities.get(code);
        if (found == null) {
            throw new IllegalArgumentException("Không có thành phố mang mã city.code = \"" + code
                    + "\"; các mã dùng được: " + cities + ". / No city has the code city.code = \"" + code
                    + "\"; the codes there are: " + cities + ". Write the code in quotes.");
        }
        this.code = code;
        this.name = found;
        this.clock = clock;
    }

    /**
     * @param where the database in words, for the refusal
     * @return the city's name, as written at the first start
     * @throws IllegalStateException in words for the operator, when the database is another city's
     */
    public String claim(Db db, String where) {
        db.run(CLAIM, code, name, clock.instant());
        Row owner = db.get(OWNER).orElseThrow();
        if (!owner.text("code").equals(code)) {
            String its = owner.text("name") + " (" + owner.text("code") + ")";
            String wanted = name + " (" + code + ")";
            throw new IllegalStateException(
                    "Cơ sở dữ liệu " + where + " là của " + its + ", không dùng được cho " + wanted
                            + ". Hãy đặt lại city.code: \"" + owner.text("code") + "\", hoặc cho " + wanted
                            + " một cơ sở dữ liệu riêng (database.url)."
                            + " / The database " + where + " belongs to " + its + " and cannot be used for " + wanted
                            + ". Set city.code back to \""
                            + owner.text("code") + "\", or give " + wanted + " a database of its own (database.url).");
        }
        return owner.text("name");
    }
}
