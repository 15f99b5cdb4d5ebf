package dev.heddle.client;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A record type, looked at once: its components and how to make one.
 *
 * @param <T> the record type
 * @param type the class
 * @param components in order
 * @param constructor takes all components as one array
 */
record RecordShape<T>(Class<T> type, List<Component> components, MethodHandle constructor) {

  private static final ClassValue<RecordShape<?>> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape<?> computeValue(Class<?> type) {
          return look(type);
        }
      };

  /**
   * One component.
   *
   * @param name its name in Java
   * @param type what a column's value is converted to; for an {@link Optional}, what is in it
   * @param target the class of that type; for a primitive one its box
   * @param isOptional whether it is an {@link Optional}
   * @param isNullable whether an annotation called {@code Nullable} lets it be null
   * @param accessor takes the record and returns the component
   */
  record Component(
      String name,
      Type type,
      Class<?> target,
      boolean isOptional,
      boolean isNullable,
      MethodHandle accessor) {

    /** The name in the style of SQL: {@code createdAt} is {@code created_at}. */
    String sqlName() {
      return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_")
          .toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The shape of a record class.
   *
   * @throws IllegalArgumentException when its module does not open its package
   */
  @SuppressWarnings("unchecked") // computed from the same class
  static <T> RecordShape<T> of(Class<T> type) {
    return (RecordShape<T>) SHAPES.get(type);
  }

  private static <T> RecordShape<T> look(Class<T> type) {
    RecordComponent[] components = type.getRecordComponents();
    try {
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      Class<?>[] parameters =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      MethodHandle constructor =
          lookup
              .findConstructor(type, MethodType.methodType(void.class, parameters))
              .asSpreader(Object[].class, parameters.length)
              .asType(MethodType.methodType(Object.class, Object[].class));
      Component[] looked = new Component[components.length];
      for (int i = 0; i < components.length; i++) {
        looked[i] = component(components[i], lookup);
      }
      return new RecordShape<>(type, List.of(looked), constructor);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          "Record %s cannot be used: open package %s of module %s to Heddle"
              .formatted(type.getName(), type.getPackageName(), type.getModule().getName()),
          e);
    }
  }

  private static Component component(RecordComponent component, MethodHandles.Lookup lookup)
      throws IllegalAccessException {
    MethodHandle accessor =
        lookup
            .unreflect(component.getAccessor())
            .asType(MethodType.methodType(Object.class, Object.class));
    boolean isOptional = component.getType() == Optional.class;
    Type type =
        isOptional && component.getGenericType() instanceof ParameterizedType optional
            ? optional.getActualTypeArguments()[0]
            : component.getGenericType();
    boolean isNullable =
        Stream.<AnnotatedElement>of(component, component.getAnnotatedType())
            .flatMap(element -> Arrays.stream(element.getAnnotations()))
            .anyMatch(found -> found.annotationType().getSimpleName().equals("Nullable"));
    return new Component(
        component.getName(),
        type,
        ValueConversion.rawClass(type),
        isOptional,
        isNullable,
        accessor);
  }
}
