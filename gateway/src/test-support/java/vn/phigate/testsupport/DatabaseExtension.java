package vn.phigate.testsupport;

import java.util.Objects;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.DbSettings;

/** Keeps the server in the root store and each test class's database in the class's own; JUnit closes both in time. */
final class DatabaseExtension implements BeforeAllCallback, ParameterResolver {

    private static final Namespace HERE = Namespace.create(DatabaseExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        TestServer server = context.getRoot()
                .getStore(HERE)
                .getOrComputeIfAbsent(TestServer.class, _ -> TestServer.start(), TestServer.class);
        context.getStore(HERE)
                .getOrComputeIfAbsent(ClassDatabase.class, _ -> ClassDatabase.on(server), ClassDatabase.class);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Db.class || type == DbSettings.class || type == Databases.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ClassDatabase database = Objects.requireNonNull(
                context.getStore(HERE).get(ClassDatabase.class, ClassDatabase.class), "beforeAll has run");
        Class<?> type = parameter.getParameter().getType();
        return type == Databases.class ? database.server() : type == Db.class ? database.db() : database.settings();
    }

    private record ClassDatabase(TestServer server, DbSettings settings, Db db) implements AutoCloseable {

        static ClassDatabase on(TestServer server) {
            DbSettings settings = server.createDatabase();
            return new ClassDatabase(server, settings, Db.open(settings));
        }

        @Override
        public void close() {
            db.close();
            server.drop(settings);
        }
    }
}
