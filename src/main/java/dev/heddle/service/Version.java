package dev.heddle.service;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version that the jar's manifest names. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String jar = Main.class.getPackage().getImplementationVersion();
    return new String[] {
      "heddle " + Objects.requireNonNullElse(jar, "(not from a jar)"), "Java " + Runtime.version()
    };
  }
}
