package vn.phigate.gateway.platform.db;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Brings a module's schema up to date. Each module has one schema, one folder of migrations and its own history table
 * inside the schema, so that the modules move independently. Safe to run from several processes at once: Flyway locks.
 */
public final class Migrations {

    private Migrations() {}

    /**
     * Migrates with the rights of the login, before any pool steps down to the application's role.
     *
     * @param schema created where it does not exist
     * @param location for example {@code classpath:db/gateway}
     */
    public static void migrate(DbSettings settings, String schema, String location) {
        migrate(
                Flyway.configure().dataSource(settings.jdbcUrl(), settings.user(), settings.password()),
                schema,
                location);
    }

    /** Over connections whose role may create and alter the schema. */
    public static void migrate(DataSource connections, String schema, String location) {
        migrate(Flyway.configure().dataSource(connections), schema, location);
    }

    private static void migrate(FluentConfiguration flyway, String schema, String location) {
        flyway.schemas(schema)
                .defaultSchema(schema)
                .createSchemas(true)
                .locations(location)
                .failOnMissingLocations(true)
                .validateMigrationNaming(true)
                .cleanDisabled(true)
                .callbacks(new NoNotices())
                .load()
                .migrate();
    }

    /** "if not exists" found what is there already: no news to whoever starts the city. Warnings still come. */
    private static final class NoNotices extends BaseCallback {
        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.AFTER_CONNECT;
        }

        @Override
        public void handle(Event event, Context context) {
            try (var statement = context.getConnection().createStatement()) {
                statement.execute("set client_min_messages = warning");
            } catch (SQLException e) {
                throw DatabaseException.of(e);
            }
        }
    }
}
