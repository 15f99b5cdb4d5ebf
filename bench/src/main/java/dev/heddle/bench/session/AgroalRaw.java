package dev.heddle.bench.session;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.SQLException;
import java.time.Duration;

/** Agroal and the driver, nothing in between. */
final class AgroalRaw {

  private AgroalRaw() {}

  static SessionContender open(Target target) throws SQLException {
    AgroalDataSource pool =
        AgroalDataSource.from(
            new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(
                    configuration ->
                        configuration
                            .initialSize(target.kept())
                            .minSize(target.kept())
                            .maxSize(target.most())
                            .acquisitionTimeout(Duration.ofSeconds(30))
                            .connectionFactoryConfiguration(
                                factory ->
                                    factory
                                        .jdbcUrl(target.url())
                                        .autoCommit(false)
                                        .principal(new NamePrincipal(target.username()))
                                        .credential(new SimplePassword(target.password())))));
    return new JdbcSessions(pool, pool::close);
  }
}
