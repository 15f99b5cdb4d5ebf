package dev.heddle.client;

import io.helidon.common.GenericType;
import io.helidon.common.mapper.Mapper;
import io.helidon.common.mapper.MapperException;
import io.helidon.common.mapper.Mappers;
import io.helidon.common.mapper.MappersConfig;
import java.util.Optional;

/**
 * Helidon's mappers for what a column's value is mapped to further, as in {@code
 * asString().as(type)}: a failure is one of what is stored, and not of a request.
 */
record StoredValueMappers(Mappers mappers) implements Mappers {

  @Override
  public <S, T> T map(S source, GenericType<S> from, GenericType<T> to, String... qualifiers) {
    try {
      return mappers.map(source, from, to, qualifiers);
    } catch (MapperException e) {
      throw MapperFailure.of(e, from, to);
    }
  }

  @Override
  public <S, T> T map(S source, Class<S> from, Class<T> to, String... qualifiers) {
    return map(source, GenericType.create(from), GenericType.create(to), qualifiers);
  }

  @Override
  public <S, T> Optional<Mapper<S, T>> mapper(
      GenericType<S> from, GenericType<T> to, String... qualifiers) {
    return mappers.mapper(from, to, qualifiers);
  }

  @Override
  public MappersConfig prototype() {
    return mappers.prototype();
  }
}
