package io.mixgrad.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory outside of the heap in which a thread writes arguments as the engine reads them: 16 bytes
 * a value (kind, length, payload), with addresses in place of pointers. A stack: a call within a
 * call takes from above and gives it back.
 */
final class Arena {
  static final int VALUE = 16;
  private static final int FIRST = 1 << 16;

  private final List<ByteBuffer> chunks = new ArrayList<>();
  private int chunk = -1;
  private ByteBuffer buffer;
  private long base;
  private int top;

  Arena() {
    use(0, FIRST);
  }

  /**
   * Memory for so many bytes, zeroed or not, aligned for values: then {@link #buffer()}, {@link
   * #address}.
   */
  int take(long bytes) {
    if (bytes > Integer.MAX_VALUE - FIRST)
      throw Errors.make(
          "value", "an argument of " + bytes + " bytes is too large: give it as a tensor");
    int size = (int) (bytes + VALUE - 1) & -VALUE;
    if (size > buffer.capacity() - top) use(chunk + 1, Math.max(size, FIRST));
    int at = top;
    top += size;
    return at;
  }

  /** What the last {@link #take} took from. */
  ByteBuffer buffer() {
    return buffer;
  }

  long address(int at) {
    return base + at;
  }

  /** To give {@link #reset} what was taken since. */
  long mark() {
    return (long) chunk << 32 | top;
  }

  void reset(long mark) {
    int index = (int) (mark >> 32);
    if (index != chunk) {
      // Large chunks are for large arguments and are not kept.
      while (chunks.size() > index + 1) chunks.remove(chunks.size() - 1);
      point(index);
    }
    top = (int) mark;
  }

  private void use(int index, int bytes) {
    while (chunks.size() > index) chunks.remove(chunks.size() - 1);
    chunks.add(
        ByteBuffer.allocateDirect(bytes + VALUE)
            .alignedSlice(VALUE)
            .order(ByteOrder.nativeOrder()));
    point(index);
    top = 0;
  }

  private void point(int index) {
    chunk = index;
    buffer = chunks.get(index);
    base = Glue.addressOf(buffer);
  }
}
