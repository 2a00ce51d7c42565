package io.mixgrad.data;

import io.mixgrad.EngineObject;
import io.mixgrad.Index;
import io.mixgrad.Tensor;
import io.mixgrad.internal.Engine;
import io.mixgrad.internal.EngineFunction;
import io.mixgrad.internal.Raw;
import io.mixgrad.internal.Results;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What data sets can do in Java beside what the schemas say. */
public abstract class DatasetBase extends EngineObject {
  private static final EngineFunction GET_BATCH = new EngineFunction("Dataset.get_batch");

  /** Only generated classes call this. */
  protected DatasetBase(Raw raw) {
    super(raw);
  }

  /** How many items there are. */
  public abstract long length();

  /** One item: its tensors. */
  public abstract List<Tensor> get(long index);

  /**
   * Several items as a batch: each of an item's tensors, stacked along a new first axis.
   *
   * @param part such as {@code Index.range(0, 8)}; ends beyond the last item are the last
   */
  public List<Tensor> get(Index.Slice part) {
    long n = length();
    long step = part.step() == null ? 1 : part.step();
    if (step < 1)
      throw io.mixgrad.internal.Errors.make(
          "value", "the step of a part must be positive, not " + step, "part");
    long start = bound(part.start(), 0, n);
    long stop = bound(part.stop(), n, n);
    long[] items = LongStream.iterate(start, i -> i < stop, i -> i + step).toArray();
    return Results.as(Engine.call(GET_BATCH, this, items));
  }

  private static long bound(Long given, long otherwise, long n) {
    if (given == null) return otherwise;
    return Math.max(0, Math.min(n, given < 0 ? given + n : given));
  }

  /** All items, first to last. */
  public Stream<List<Tensor>> stream() {
    return LongStream.range(0, length()).mapToObj(this::get);
  }
}
