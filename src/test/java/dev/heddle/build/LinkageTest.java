package dev.heddle.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.hikari.HikariConnectionPoolProvider;
import io.helidon.dbclient.jdbc.JdbcConnectionPool;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.constant.MethodTypeDesc;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Helidon's DbClient 4.1.7 runs here beside Helidon 4.5.0, for which it was not built. The virtual
 * machine resolves a reference when it is first used, so this asks for every one beforehand.
 */
class LinkageTest {

  @Test
  void theInterfacesLinkExceptTheColumnBaseClass() throws Exception {
    assertThat(brokenClasses(DbClient.class)).containsExactly("io.helidon.dbclient.DbColumnBase");
  }

  @Test
  void theStockConnectionPoolLinksAndTheStockClientDoesNot() throws Exception {
    assertThat(brokenClasses(JdbcConnectionPool.class))
        .contains("io.helidon.dbclient.jdbc.JdbcParametersConfig")
        .doesNotContain(
            "io.helidon.dbclient.jdbc.JdbcConnectionPool",
            "io.helidon.dbclient.jdbc.ConnectionPoolProvider");
  }

  @Test
  void thePoolModuleLinks() throws Exception {
    assertThat(brokenClasses(HikariConnectionPoolProvider.class)).isEmpty();
  }

  /** The classes of a type's jar that hold a reference to a Helidon member that does not exist. */
  private static Set<String> brokenClasses(Class<?> type) throws IOException, URISyntaxException {
    Path jar = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    Set<String> broken = new TreeSet<>();
    try (var file = new JarFile(jar.toFile())) {
      for (var entry : file.stream().filter(e -> e.getName().endsWith(".class")).toList()) {
        try (InputStream bytes = file.getInputStream(entry)) {
          var model = ClassFile.of().parse(bytes.readAllBytes());
          for (PoolEntry constant : model.constantPool()) {
            if (constant instanceof MemberRefEntry member && !exists(member)) {
              broken.add(model.thisClass().asInternalName().replace('/', '.'));
            }
          }
        }
      }
    }
    return broken;
  }

  private static boolean exists(MemberRefEntry member) {
    String owner = member.owner().asInternalName();
    if (!owner.startsWith("io/helidon/")) {
      return true;
    }
    try {
      Class<?> type =
          Class.forName(owner.replace('/', '.'), false, LinkageTest.class.getClassLoader());
      return hierarchy(type).anyMatch(each -> declares(each, member));
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private static boolean declares(Class<?> type, MemberRefEntry member) {
    String name = member.name().stringValue();
    String descriptor = member.type().stringValue();
    if (name.equals("<init>")) {
      return Arrays.stream(type.getDeclaredConstructors())
          .anyMatch(each -> descriptor.equals(descriptor(void.class, each.getParameterTypes())));
    }
    return descriptor.startsWith("(")
        ? Arrays.stream(type.getDeclaredMethods())
            .anyMatch(
                each ->
                    each.getName().equals(name)
                        && descriptor.equals(
                            descriptor(each.getReturnType(), each.getParameterTypes())))
        : Arrays.stream(type.getDeclaredFields())
            .anyMatch(
                each ->
                    each.getName().equals(name)
                        && descriptor.equals(each.getType().descriptorString()));
  }

  private static String descriptor(Class<?> result, Class<?>... parameters) {
    return MethodTypeDesc.of(
            result.describeConstable().orElseThrow(),
            Arrays.stream(parameters).map(each -> each.describeConstable().orElseThrow()).toList())
        .descriptorString();
  }

  private static Stream<Class<?>> hierarchy(Class<?> type) {
    Stream<Class<?>> above =
        Stream.concat(
            type.getSuperclass() == null
                ? Stream.of(Object.class)
                : hierarchy(type.getSuperclass()),
            Arrays.stream(type.getInterfaces()).flatMap(LinkageTest::hierarchy));
    return Stream.concat(Stream.of(type), type == Object.class ? Stream.empty() : above);
  }
}
