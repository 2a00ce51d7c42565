package io.mixgrad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mixgrad.nn.Block;
import io.mixgrad.nn.Linear;
import io.mixgrad.nn.ModuleDict;
import io.mixgrad.nn.ModuleList;
import io.mixgrad.nn.ReLU;
import io.mixgrad.nn.Sequential;
import io.mixgrad.nn.Tanh;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** Modules that hold modules are walked as Java's own collections are. */
class ContainersTest {
  private static <T> List<T> walked(Iterable<T> items) {
    List<T> out = new ArrayList<>();
    for (T item : items) out.add(item);
    return out;
  }

  @Test
  void modulesAreWalkedInTheirOrder() {
    List<Block> layers = List.of(new Linear(3, 4), new ReLU(), new Linear(4, 2));
    assertEquals(layers, walked(new Sequential(layers)));
    assertEquals(layers, walked(new ModuleList(layers)));
    assertEquals(List.of(), walked(new ModuleList()));
    assertSame(layers.get(1), new ModuleList(layers).get(1));
  }

  @Test
  void aWalkSeesWhatIsAdded() {
    ModuleList made = new ModuleList(new ReLU());
    Iterator<Block> walk = made.iterator();
    walk.next();
    assertFalse(walk.hasNext());
    assertThrows(NoSuchElementException.class, walk::next);
    made.append(new Tanh());
    assertInstanceOf(Tanh.class, walk.next());
  }

  @Test
  void theTreeIsPrinted() {
    Block net =
        new Block() {
          final Block body = child("body", new Sequential(new Linear(2, 2), new ReLU()));
        };
    String inside = "  body: Sequential(\n    0: Linear\n    1: ReLU\n  )";
    assertEquals("(\n" + inside + "\n)", net.toString());
    ModuleDict heads = new ModuleDict();
    heads.registerModule("small", new Linear(4, 1));
    assertEquals("ModuleDict(\n  small: Linear\n)", heads.toString());
    assertEquals("ModuleList", new ModuleList().toString());
  }

  @Test
  void namedModulesAreWalkedInPairs() {
    ModuleDict heads = new ModuleDict();
    Block small = new Linear(4, 1);
    heads.registerModule("small", small);
    heads.registerModule("large", new Linear(4, 3));
    List<String> names = new ArrayList<>();
    for (var entry : heads) names.add(entry.getKey());
    assertEquals(List.of("small", "large"), names);
    assertSame(small, heads.iterator().next().getValue());
  }
}
