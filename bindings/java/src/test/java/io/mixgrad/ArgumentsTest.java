package io.mixgrad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mixgrad.data.Dataset;
import io.mixgrad.data.ImageDataset;
import io.mixgrad.data.TensorDataset;
import io.mixgrad.nn.Linear;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arguments that are bytes, ranges and records. */
class ArgumentsTest {
  @Test
  void theStateAsBytes(@TempDir Path folder) throws IOException {
    Linear net = new Linear(2, 3);
    byte[] data = net.saveBytes();
    net.save(folder.resolve("net.safetensors"));
    assertArrayEquals(Files.readAllBytes(folder.resolve("net.safetensors")), data);
    Linear copy = new Linear(2, 3);
    assertSame(copy, copy.loadBytes(data));
    assertArrayEquals(data, copy.saveBytes());
    byte[] cut = Arrays.copyOf(data, data.length - 1);
    FormatException error = assertThrows(FormatException.class, () -> copy.loadBytes(cut));
    assertEquals("data", error.argument());
    assertThrows(FormatException.class, () -> copy.loadBytes(new byte[0]));
    assertArrayEquals(data, copy.saveBytes());
  }

  private static long[] rows(Dataset data) {
    long[] out = new long[(int) data.length()];
    for (int i = 0; i < out.length; ++i) out[i] = data.get(i).get(0).toLongArray()[0];
    return out;
  }

  @Test
  void aRangeOfADataset() {
    Dataset data = new TensorDataset(Tensors.arange(5));
    assertArrayEquals(new long[] {1, 2}, rows(data.subset(Index.range(1, 3))));
    assertArrayEquals(new long[] {0, 2, 4}, rows(data.subset(Index.range(0, 5, 2))));
    assertArrayEquals(new long[] {3, 4}, rows(data.subset(Index.from(-2))));
    assertArrayEquals(new long[] {0, 1, 2, 3}, rows(data.subset(Index.to(-1))));
    assertArrayEquals(new long[] {4, 3}, rows(data.subset(Index.range(9, 2, -1))));
    assertEquals(0, data.subset(Index.range(2, 2)).length());
    assertEquals(2, new DataTest.Squares().subset(Index.from(8)).length());
    Dataset held = new DataTest.Squares().subset(Index.from(8));
    System.gc();
    assertArrayEquals(new float[] {9, 81}, held.get(1).get(0).toFloatArray());
    ValueException error =
        assertThrows(ValueException.class, () -> data.subset(Index.range(0, 5, 0)));
    assertEquals("range", error.argument());
  }

  @Test
  void aRecord(@TempDir Path folder) throws IOException {
    Path images = folder.resolve("images");
    Path labels = folder.resolve("labels");
    byte[] pixels = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 51, 102, -1};
    Files.write(images, pixels);
    Files.write(labels, new byte[] {0, 0, 8, 1, 0, 0, 0, 2, 1, 0});
    List<String> classes = List.of("a", "b");
    ImageDataset data =
        new ImageDataset(images, labels, classes, o -> o.normalize(new Normalize(0.5, 2)));
    float[] found = data.batch(0, 1).images().toFloatArray();
    assertArrayEquals(new float[] {-0.25f, -0.15f, -0.05f, 0.25f}, found, 1e-6f);
    ImageDataset plain = new ImageDataset(images, labels, classes, o -> o.normalize(null));
    assertEquals(1, plain.batch(1).images().toFloatArray()[1]);
    ValueException error =
        assertThrows(
            ValueException.class,
            () -> new ImageDataset(images, labels, classes, o -> o.normalize(new Normalize(0, 0))));
    assertTrue(error.getMessage().contains("std"), error.getMessage());
  }
}
