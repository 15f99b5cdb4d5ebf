package dev.heddle.client;

import io.helidon.dbclient.DbMapper;
import io.helidon.dbclient.spi.DbMapperProvider;
import java.util.Optional;

/** Interim. */
public final class RecordMapperProvider implements DbMapperProvider {
  @Override
  public <T> Optional<DbMapper<T>> mapper(Class<T> type) {
    return Optional.empty();
  }
}
