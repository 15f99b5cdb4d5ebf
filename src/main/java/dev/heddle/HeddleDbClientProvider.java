package dev.heddle;

import io.helidon.dbclient.spi.DbClientBuilder;
import io.helidon.dbclient.spi.DbClientProvider;

/** Makes {@code source: heddle} work in the {@code db} configuration of any Helidon application. */
public final class HeddleDbClientProvider implements DbClientProvider {

  /** For Helidon's service loader. */
  public HeddleDbClientProvider() {}

  @Override
  public String name() {
    return "heddle";
  }

  @Override
  public DbClientBuilder<?> builder() {
    return new DropInBuilder();
  }
}
