package vn.phigate.testsupport;

import vn.phigate.gateway.platform.db.DbSettings;

/** More databases for a test that needs several: migrated, empty, each its own. Who creates one drops it. */
public interface Databases {
    DbSettings createDatabase();

    void drop(DbSettings database);
}
