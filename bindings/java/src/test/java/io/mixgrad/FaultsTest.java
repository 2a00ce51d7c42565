package io.mixgrad;

import static io.mixgrad.nn.Layers.linear;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mixgrad.data.ImageDataset;
import io.mixgrad.nn.Block;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of strangers, full disks, an engine of one's own. */
class FaultsTest {
  @TempDir Path folder;

  private Path file(String name, byte[] bytes) throws Exception {
    return Files.write(folder.resolve(name), bytes);
  }

  private static byte[] header(long length, String json) {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(text)
        .array();
  }

  @Test
  void filesThatCanNotBeRead() throws Exception {
    Block net = linear(3, 2);
    assertThrows(FileException.class, () -> net.load(folder.resolve("missing.safetensors")));
    assertThrows(FileException.class, () -> net.load(folder));
    assertThrows(
        FileException.class, () -> net.save(folder.resolve("no/such/folder/x.safetensors")));
  }

  @Test
  void hostileWeights() throws Exception {
    Block net = linear(3, 2);
    Path good = folder.resolve("good.safetensors");
    net.save(good);
    byte[] bytes = Files.readAllBytes(good);
    float[] before = net.parameters().get(0).toFloatArray();
    for (int n = 0; n < bytes.length; n += 7) {
      Path cut = file("cut", Arrays.copyOf(bytes, n));
      assertThrows(MixgradException.class, () -> net.load(cut), "of " + n + " bytes");
    }
    String huge =
        "{\"weight\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,24]}}";
    String outside = "{\"weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,999999]}}";
    String reversed = "{\"weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[24,0]}}";
    List<byte[]> hostile =
        List.of(
            new byte[0],
            header(Long.MAX_VALUE, "{}"),
            header(-1, "{}"),
            header(2, "[]"),
            header(1, "{"),
            header(huge.length(), huge),
            header(outside.length(), outside),
            header(reversed.length(), reversed));
    for (byte[] attack : hostile) {
      Path path = file("hostile", attack);
      assertThrows(FormatException.class, () -> net.load(path));
    }
    Random random = new Random(1);
    for (int i = 0; i < 200; ++i) {
      byte[] noisy = bytes.clone();
      for (int k = 0; k < 4; ++k)
        noisy[random.nextInt(Math.min(noisy.length, 200))] = (byte) random.nextInt();
      Path path = file("noisy", noisy);
      try {
        linear(3, 2).load(path);
      } catch (MixgradException expected) {
        // Whether it is still a good file depends on which bytes were hit; nothing but a typed
        // error may come.
      }
    }
    assertArrayEquals(before, net.parameters().get(0).toFloatArray());
    assertThrows(ShapeException.class, () -> linear(4, 2).load(good));
    assertThrows(
        NotFoundException.class, () -> io.mixgrad.nn.Layers.sequential(linear(3, 2)).load(good));
  }

  @Test
  void hostileImages() throws Exception {
    byte[] labels =
        ByteBuffer.allocate(8 + 2).putInt(0x801).putInt(2).put(new byte[] {0, 1}).array();
    byte[] images =
        ByteBuffer.allocate(16 + 8)
            .putInt(0x803)
            .putInt(2)
            .putInt(2)
            .putInt(2)
            .put(new byte[8])
            .array();
    Path goodLabels = file("labels", labels);
    Path goodImages = file("images", images);
    List<String> classes = List.of("zero", "one");
    assertEquals(2, new ImageDataset(goodImages, goodLabels, classes).length());
    List<byte[]> hostile =
        List.of(
            new byte[0],
            Arrays.copyOf(images, 10),
            Arrays.copyOf(images, 20),
            labels,
            ByteBuffer.allocate(16)
                .putInt(0x803)
                .putInt(Integer.MAX_VALUE)
                .putInt(Integer.MAX_VALUE)
                .putInt(Integer.MAX_VALUE)
                .array(),
            ByteBuffer.allocate(16).putInt(0x803).putInt(-1).putInt(2).putInt(2).array());
    for (byte[] attack : hostile) {
      Path path = file("hostile", attack);
      assertThrows(MixgradException.class, () -> new ImageDataset(path, goodLabels, classes));
    }
    Path beyond =
        file(
            "beyond",
            ByteBuffer.allocate(10).putInt(0x801).putInt(2).put(new byte[] {0, 9}).array());
    assertThrows(MixgradException.class, () -> new ImageDataset(goodImages, beyond, classes));
  }

  /** Runs a main method of the test classes in a process of its own; its output. */
  private static String run(String before, Class<?> main, String... arguments) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String command =
        before
            + " exec '"
            + java
            + "' -XX:-UsePerfData -cp '"
            + System.getProperty("java.class.path")
            + "' '"
            + main.getName()
            + "' "
            + String.join(" ", arguments);
    Process process = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    process.getInputStream().transferTo(out);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), out.toString());
    return out.toString();
  }

  /** Saves a small network, then one that is larger than the process may write. */
  static final class FullDisk {
    public static void main(String[] arguments) throws Exception {
      Path path = Path.of(arguments[0]);
      linear(4, 4).save(path);
      byte[] good = Files.readAllBytes(path);
      try {
        linear(2048, 2048).save(path);
        System.out.println("saved");
      } catch (FileException error) {
        System.out.println(
            error.code() + (Arrays.equals(good, Files.readAllBytes(path)) ? " whole" : " damaged"));
      }
      linear(4, 4).load(path);
      System.out.println("goes on");
    }
  }

  @Test
  void fullDisk() throws Exception {
    Path engine = extractedEngine();
    String out =
        run(
            "export MIXGRAD_LIB='" + engine + "'; ulimit -f 4096;",
            FullDisk.class,
            folder.resolve("net.safetensors").toString());
    assertTrue(out.contains("io whole") && out.contains("goes on"), out);
    try (var left = Files.list(folder)) {
      assertEquals(
          1,
          left.filter(path -> path.getFileName().toString().startsWith("net")).count(),
          "temporary files are removed");
    }
  }

  private Path extractedEngine() throws Exception {
    Path engine = folder.resolve("libmixgrad.so.0");
    String platform =
        System.getProperty("os.name").toLowerCase()
            + "-"
            + System.getProperty("os.arch").replace("amd64", "x86-64");
    try (var in = Mixgrad.class.getResourceAsStream("/native/" + platform + "/libmixgrad.so.0")) {
      Files.copy(in, engine);
    }
    return engine;
  }

  static final class Loads {
    public static void main(String[] arguments) {
      try {
        System.out.println("version " + Mixgrad.version());
      } catch (LinkageError error) {
        Throwable cause = error;
        while (cause.getCause() != null && cause.getCause() instanceof LinkageError)
          cause = cause.getCause();
        System.out.println("failed " + cause.getMessage());
      }
    }
  }

  @Test
  void engineOfOnesOwn() throws Exception {
    Path engine = extractedEngine();
    assertTrue(
        run("export MIXGRAD_LIB='" + engine + "';", Loads.class)
            .startsWith("version " + Mixgrad.version()));
    assertTrue(run("export MIXGRAD_LIB='" + folder + "';", Loads.class).startsWith("version "));
    String missing = run("export MIXGRAD_LIB=/nowhere/at/all.so;", Loads.class);
    assertTrue(missing.contains("MIXGRAD_LIB names, /nowhere/at/all.so"), missing);
  }

  @Test
  void engineThatIsTooOld() throws Exception {
    Path source = folder.resolve("old.c");
    Files.writeString(
        source,
        "int mixgrad_library_abi(void) { return 0; }\n"
            + "const char* mixgrad_library_version(void) { return \"0.0.9\"; }\n");
    Path engine = folder.resolve("libmixgrad.so.0");
    String[] compile = {"cc", "-shared", "-o", engine.toString(), source.toString()};
    assertEquals(0, new ProcessBuilder(compile).inheritIO().start().waitFor());
    String said = run("export MIXGRAD_LIB='" + folder + "';", Loads.class);
    assertTrue(said.contains("is version 0.0.9 with ABI 0.0"), said);
    assertTrue(said.contains("version " + Mixgrad.version() + ", needs ABI 0."), said);
    assertTrue(said.contains("unset MIXGRAD_LIB"), said);
  }

  /**
   * Trains networks, and tells by how much the memory of the process grew in the quietest of some
   * rounds.
   */
  static final class Thousand {
    public static void main(String[] arguments) throws Exception {
      Mixgrad.setProgress(false);
      long before = LifetimeTest.baseline().objects();
      double growth = Double.POSITIVE_INFINITY;
      double last = resident();
      // What the JVM compiles and keeps comes in bursts, a leak in every round.
      for (int round = 0; round < 8 && growth >= 0.02; ++round) {
        for (int i = 0; i < 500; ++i) {
          TrainingTest.Net net = new TrainingTest.Net();
          TrainingTest.trainer(net).fit(TrainingTest.loader(16));
        }
        double now = resident();
        growth = Math.min(growth, now / last - 1);
        last = now;
      }
      System.out.println(growth + " " + (Mixgrad.memory().objects() - before));
    }

    private static double resident() throws Exception {
      LifetimeTest.baseline();
      return Double.parseDouble(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]);
    }
  }

  @Test
  void memoryOfThousandsOfTrainersDoesNotGrow() throws Exception {
    String[] found =
        run(
                "export JAVA_TOOL_OPTIONS='-Xms64m -Xmx64m -XX:+AlwaysPreTouch -XX:TieredStopAtLevel=1'; exec 2>/dev/null;",
                Thousand.class)
            .strip()
            .split(" ");
    double growth = Double.parseDouble(found[0]);
    assertTrue(growth < 0.02, "resident memory grew by " + growth + " in each round");
    assertEquals("0", found[1], "objects left");
  }
}
