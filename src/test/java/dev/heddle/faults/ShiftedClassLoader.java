package dev.heddle.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Loads the project, its pool and its driver once more, with every look at the wall clock replaced
 * by one at {@link ShiftedClock}: a clock that can jump without the machine's own.
 */
final class ShiftedClassLoader extends ClassLoader {

  private static final List<String> OWN =
      List.of("dev.heddle.", "com.zaxxer.hikari.", "org.postgresql.");

  private static final ClassDesc CLOCK = ShiftedClock.class.describeConstable().orElseThrow();
  private static final ClassDesc INSTANT = ClassDesc.of("java.time.Instant");

  ShiftedClassLoader(ClassLoader parent) {
    super(parent);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.equals(ShiftedClock.class.getName()) || OWN.stream().noneMatch(name::startsWith)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : findClass(name);
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] shifted = shifted(in.readAllBytes());
      return defineClass(name, shifted, 0, shifted.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] shifted(byte[] original) {
    AtomicBoolean replaced = new AtomicBoolean();
    ClassFile format = ClassFile.of();
    byte[] changed =
        format.transformClass(
            format.parse(original),
            ClassTransform.transformingMethodBodies(
                (code, element) -> copy(code, element, replaced)));
    // What looks at no clock stays exactly as it was compiled.
    return replaced.get() ? changed : original;
  }

  private static void copy(CodeBuilder code, CodeElement element, AtomicBoolean replaced) {
    if (element instanceof InvokeInstruction call && call.opcode() == Opcode.INVOKESTATIC) {
      String target = call.owner().asInternalName() + "." + call.name().stringValue();
      if (target.equals("java/lang/System.currentTimeMillis")) {
        replaced.set(true);
        code.invokestatic(CLOCK, "currentTimeMillis", MethodTypeDesc.of(ConstantDescs.CD_long));
        return;
      }
      if (target.equals("java/time/Instant.now") && call.typeSymbol().parameterCount() == 0) {
        replaced.set(true);
        code.invokestatic(CLOCK, "now", MethodTypeDesc.of(INSTANT));
        return;
      }
    }
    code.with(element);
  }
}
