package io.mixgrad;

import io.mixgrad.internal.Errors;
import io.mixgrad.internal.TensorPeer;
import java.util.ArrayList;
import java.util.List;

/**
 * One entry of an index: a position, a slice, all axes that are not named, a new axis, or a tensor
 * of positions or of conditions. Counting is from 0, slices end before their stop, negative numbers
 * count from the end.
 *
 * <pre>{@code
 * import static io.mixgrad.Index.*;
 * x.get(0, ALL, range(1, 5), ELLIPSIS);
 * x.get(ALL, new int[] {2, 0}); // two columns
 * x.get(x.greater(0)); // what is positive, along one axis
 * }</pre>
 */
public sealed interface Index {
  /** The whole of an axis. */
  Index ALL = new Slice(null, null, null);

  /** All axes that are not named. */
  Index ELLIPSIS = new Special("...");

  /** A new axis of size one. */
  Index NEW_AXIS = new Special("new");

  /**
   * One position; its axis goes.
   *
   * @param position from 0, or negative from the end
   */
  record At(long position) implements Index {}

  /**
   * Positions at equal distances.
   *
   * @param start the first, or null for the beginning
   * @param stop where it ends, itself left out; or null for the end
   * @param step the distance, or null for 1
   */
  record Slice(Long start, Long stop, Long step) implements Index {}

  /**
   * Positions along an axis as integers, or conditions as booleans, which stand for as many axes as
   * they have.
   *
   * @param by the tensor
   */
  record Chosen(TensorPeer by) implements Index {}

  /**
   * A condition for all: a new axis with one element or with none.
   *
   * @param holds whether it is met
   */
  record Condition(boolean holds) implements Index {}

  /**
   * {@link #ELLIPSIS} and {@link #NEW_AXIS}.
   *
   * @param name how it is written
   */
  record Special(String name) implements Index {}

  /** Positions from start on, stop left out. */
  static Slice range(long start, long stop) {
    return new Slice(start, stop, null);
  }

  /** Every step-th position from start on, stop left out. */
  static Slice range(long start, long stop, long step) {
    return new Slice(start, stop, step);
  }

  /** Positions from start to the end. */
  static Slice from(long start) {
    return new Slice(start, null, null);
  }

  /** Positions from the beginning, stop left out. */
  static Slice to(long stop) {
    return new Slice(null, stop, null);
  }

  /** One position. */
  static At at(long position) {
    return new At(position);
  }

  /** Positions along an axis, or conditions of one or more: a {@link Tensor}. */
  static Chosen at(TensorPeer by) {
    return new Chosen(by);
  }

  /** A condition for all. */
  static Condition at(boolean holds) {
    return new Condition(holds);
  }

  /**
   * Entries from what {@link Tensor#get(Object...)} takes: whole numbers, entries, texts of
   * entries, tensors or arrays of positions and of conditions; null is a new axis.
   *
   * @throws TypeException if something else is among them
   */
  static List<Index> of(Object... entries) {
    List<Index> out = new ArrayList<>();
    for (Object entry : entries) {
      if (entry instanceof Index index) out.add(index);
      else if (entry == null) out.add(NEW_AXIS);
      else if (entry instanceof Integer
          || entry instanceof Long
          || entry instanceof Short
          || entry instanceof Byte) out.add(at(((Number) entry).longValue()));
      else if (entry instanceof String text) out.addAll(parse(text));
      else if (entry instanceof Tensor tensor) out.add(at(tensor));
      else if (entry instanceof Boolean holds) out.add(at(holds));
      else if (entry instanceof int[] positions) out.add(at(Tensor.of(positions)));
      else if (entry instanceof long[] positions) out.add(at(Tensor.of(positions)));
      else if (entry instanceof boolean[] conditions) out.add(at(Tensor.of(conditions)));
      else {
        throw Errors.make(
            "type",
            "indexing with a "
                + entry.getClass().getSimpleName()
                + " is not supported: an index is made of whole numbers, slices, ELLIPSIS, NEW_AXIS,"
                + " positions (a tensor, int[] or long[]) and conditions (a tensor or boolean[])",
            "index");
      }
    }
    return out;
  }

  /**
   * Entries from a text as Python and TypeScript write them: {@code "0, :, 1:5, ::2, ..., new"}.
   *
   * @throws ValueException if it can not be read
   */
  static List<Index> parse(String text) {
    List<Index> out = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String entry = part.strip();
      if (entry.equals("...")) out.add(ELLIPSIS);
      else if (entry.equals("new") || entry.equals("None")) out.add(NEW_AXIS);
      else if (entry.contains(":")) out.add(slice(entry, text));
      else out.add(at(number(entry, text)));
    }
    return out;
  }

  private static Slice slice(String entry, String text) {
    String[] bounds = entry.split(":", -1);
    if (bounds.length > 3) throw unreadable(text);
    Long[] read = new Long[3];
    for (int i = 0; i < bounds.length; ++i) {
      if (!bounds[i].isBlank()) read[i] = number(bounds[i].strip(), text);
    }
    return new Slice(read[0], read[1], read[2]);
  }

  private static long number(String entry, String text) {
    try {
      return Long.parseLong(entry);
    } catch (NumberFormatException error) {
      throw unreadable(text);
    }
  }

  private static MixgradException unreadable(String text) {
    return Errors.make(
        "value",
        "the index \"" + text + "\" can not be read: write it like \"0, :, 1:5, ::2, ..., new\"",
        "index");
  }
}
