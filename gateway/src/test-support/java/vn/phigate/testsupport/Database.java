package vn.phigate.testsupport;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class a migrated database of its own; its constructor and methods may ask for a {@code Db}, for
 * {@code DbSettings}, and for {@link Databases} to have more. Nested classes share the database of the outer one.
 *
 * <p>The server is Testcontainers' where Docker answers, else the embedded one: system property
 * {@code phigate.test.db} = {@code auto} (default), {@code docker} or {@code embedded}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(DatabaseExtension.class)
public @interface Database {}
