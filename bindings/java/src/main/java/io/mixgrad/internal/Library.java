package io.mixgrad.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Loads the native libraries, once: those in the jar, copied to a temporary folder that is deleted
 * in the end. In place of the engine in the jar the native code takes the one that the environment
 * variable MIXGRAD_LIB names (a file, or the folder that holds it).
 */
final class Library {
  private static final String ENGINE = "libmixgrad.so.0";
  private static final String GLUE = "libmixgrad_java.so";

  private Library() {}

  static void load() {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("mixgrad");
      String named = System.getenv("MIXGRAD_LIB");
      if (named == null || named.isEmpty()) extract(ENGINE, folder);
      System.load(extract(GLUE, folder).toAbsolutePath().toString());
      String problem = open(folder.toString());
      if (problem != null) throw new UnsatisfiedLinkError(problem);
    } catch (IOException error) {
      throw failed("the temporary folder can not be written to: " + error.getMessage(), error);
    } finally {
      delete(folder);
    }
  }

  /** Opens the engine; gives what is wrong with it, or null. */
  private static native String open(String folder);

  /** Such as {@code linux-x86-64}: the folder in the jar. */
  private static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch").replace("amd64", "x86-64").replace('_', '-');
    return system + "-" + processor;
  }

  private static Path extract(String name, Path folder) throws IOException {
    String resource = "/native/" + platform() + "/" + name;
    try (InputStream in = Library.class.getResourceAsStream(resource)) {
      if (in == null)
        throw failed("this jar holds no library for " + platform() + ", " + resource, null);
      Path file = folder.resolve(name);
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    }
  }

  /** What is loaded needs its file no more. */
  private static void delete(Path folder) {
    if (folder == null) return;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) Files.delete(file);
      Files.delete(folder);
    } catch (IOException ignored) {
      // The system's temporary folder is cleaned by the system.
    }
  }

  private static UnsatisfiedLinkError failed(String why, Throwable cause) {
    var error = new UnsatisfiedLinkError("mixgrad's native library can not be loaded: " + why);
    error.initCause(cause);
    return error;
  }
}
