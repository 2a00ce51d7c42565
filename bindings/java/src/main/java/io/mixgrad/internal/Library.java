package io.mixgrad.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Finds and loads the native libraries, once: those in the jar, copied to a temporary folder that
 * is deleted in the end, and in place of the engine in the jar the one that the environment
 * variable MIXGRAD_LIB names (a file, or the folder that holds it).
 */
final class Library {
  private static final String ENGINE = "libmixgrad.so.0";
  private static final String GLUE = "libmixgrad_java.so";

  private Library() {}

  static void load() {
    String platform = platform();
    List<String> tried = new ArrayList<>();
    Path folder = null;
    try {
      folder = Files.createTempDirectory("mixgrad");
      Path engine = named(tried);
      if (engine == null) engine = extract(platform, ENGINE, folder, tried);
      Path glue = extract(platform, GLUE, folder, tried);
      // The engine first: the other finds it by its name among what is loaded.
      System.load(engine.toAbsolutePath().toString());
      System.load(glue.toAbsolutePath().toString());
    } catch (IOException error) {
      throw failed(
          "the temporary folder can not be written to: " + error.getMessage(), tried, error);
    } catch (UnsatisfiedLinkError error) {
      throw failed(error.getMessage(), tried, error);
    } finally {
      delete(folder);
    }
  }

  /** Such as {@code linux-x86-64}: the folder in the jar. */
  private static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch").replace("amd64", "x86-64").replace('_', '-');
    return system + "-" + processor;
  }

  private static Path named(List<String> tried) {
    String given = System.getenv("MIXGRAD_LIB");
    if (given == null || given.isEmpty()) return null;
    Path path = Path.of(given);
    if (Files.isDirectory(path)) path = path.resolve(ENGINE);
    tried.add("MIXGRAD_LIB: " + path);
    if (!Files.exists(path))
      throw failed("MIXGRAD_LIB names a file that does not exist", tried, null);
    return path;
  }

  private static Path extract(String platform, String name, Path folder, List<String> tried)
      throws IOException {
    String resource = "/native/" + platform + "/" + name;
    tried.add("in the jar: " + resource);
    try (InputStream in = Library.class.getResourceAsStream(resource)) {
      if (in == null) throw failed("this jar holds no library for " + platform, tried, null);
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

  private static UnsatisfiedLinkError failed(String why, List<String> tried, Throwable cause) {
    var error =
        new UnsatisfiedLinkError(
            "mixgrad's native library can not be loaded: "
                + why
                + ". Tried: "
                + String.join("; ", tried)
                + ". Set MIXGRAD_LIB to the path of "
                + ENGINE
                + " to use an engine of your own.");
    error.initCause(cause);
    return error;
  }
}
