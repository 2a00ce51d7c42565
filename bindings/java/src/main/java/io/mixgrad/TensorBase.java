package io.mixgrad;

import io.mixgrad.internal.Elements;
import io.mixgrad.internal.Engine;
import io.mixgrad.internal.EngineFunction;
import io.mixgrad.internal.Errors;
import io.mixgrad.internal.Raw;
import io.mixgrad.internal.TensorPeer;
import io.mixgrad.internal.Wrappers;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What tensors can do in Java beside what the schemas say: facts, indexing, closing, and {@link
 * Arrays}' elements.
 */
public abstract sealed class TensorBase extends TensorPeer implements AutoCloseable
    permits TensorElements {
  private static final EngineFunction GET = new EngineFunction("getitem");
  private static final EngineFunction SET = new EngineFunction("setitem");
  private static final EngineFunction TO_STRING = new EngineFunction("to_string");
  private static final int REQUIRES_GRAD = 1;
  private static final int IS_LEAF = 1 << 1;
  private static final int IS_TRACED = 1 << 2;
  private static final int IS_CONTIGUOUS = 1 << 3;
  private static final int IS_READ_ONLY = 1 << 4;

  TensorBase(Raw raw) {
    super(raw);
  }

  private boolean flag(int bit) {
    return (Elements.describe(this)[4] & bit) != 0;
  }

  /** Sizes of the axes. */
  public Shape shape() {
    return Shape.of(Elements.sizes(Elements.describe(this)));
  }

  /** Distance of neighbours along each axis, in elements. */
  public long[] strides() {
    return Elements.strides(Elements.describe(this));
  }

  /** Number of axes. */
  public int ndim() {
    return (int) Elements.describe(this)[1];
  }

  /** Number of elements. */
  public long size() {
    return Elements.describe(this)[2];
  }

  /** Type of the elements. */
  public DType dtype() {
    return DType.of((int) Elements.describe(this)[0]);
  }

  /** Where the elements are. */
  public Device device() {
    return Device.of(Elements.describe(this)[5]);
  }

  /** Writes to its storage so far, those of views included. */
  public long version() {
    return Elements.describe(this)[6];
  }

  /** Whether gradients are recorded for it. */
  public boolean requiresGrad() {
    return flag(REQUIRES_GRAD);
  }

  /** Whether no recorded operation made it. */
  public boolean isLeaf() {
    return flag(IS_LEAF);
  }

  /** Whether it stands for a value in a trace and has no data. */
  public boolean isTraced() {
    return flag(IS_TRACED);
  }

  /** Whether it is row-major without gaps. */
  public boolean isContiguous() {
    return flag(IS_CONTIGUOUS);
  }

  /** Whether writing to it is an error. */
  public boolean isReadOnly() {
    return flag(IS_READ_ONLY);
  }

  /**
   * Asks for (or stops) the recording of gradients for a leaf.
   *
   * @return this tensor
   * @throws DTypeException if its elements are not floating
   * @throws GradientException if it is no leaf
   */
  public Tensor setRequiresGrad(boolean on) {
    Elements.setRequiresGrad(this, on);
    return self();
  }

  /** The gradient that backward left, or null. */
  public Tensor grad() {
    return Elements.grad(Wrappers.JAVA, this);
  }

  /**
   * Replaces the gradient.
   *
   * @param grad of the same shape and dtype; null removes it
   */
  public void setGrad(Tensor grad) {
    Elements.setGrad(this, grad);
  }

  /**
   * A part of the tensor: a view, where writing to one writes to the other, unless it is chosen by
   * positions or conditions.
   *
   * <p>Positions along an axis are a tensor of integers, an int[] or long[]; several broadcast, as
   * NumPy's do. Conditions are a tensor of booleans, which stands for as many axes as it has and
   * chooses where it is true, or a boolean[].
   *
   * @param index whole numbers, {@link Index} entries, positions, conditions, null for a new axis;
   *     axes that are not named stay whole
   * @throws IndexException if a position is out of range, conditions are of another size than their
   *     axes, or there are too many entries
   * @throws DTypeException if a tensor holds neither integers nor booleans
   * @throws ShapeException if tensors of positions do not broadcast
   * @throws TraceException if a function that is traced chooses by conditions: use where there
   */
  public Tensor get(Object... index) {
    return (Tensor) withIndex(index, entries -> Engine.call(GET, this, entries));
  }

  /** The same, by a text such as {@code "0, :, 1:5, ..."}. */
  public Tensor get(String index) {
    return (Tensor) Engine.call(GET, this, Index.parse(index));
  }

  /**
   * Overwrites a part of the tensor. Where positions name a place several times, the last value
   * counts.
   *
   * @param value of a shape that broadcasts to the part's
   * @param index as {@link #get(Object...)} takes it
   * @throws ShapeException if the value does not fit
   * @throws IndexException if a position is out of range
   */
  public void set(Tensor value, Object... index) {
    withIndex(index, entries -> Engine.call(SET, this, value, entries));
  }

  /** Overwrites a part of the tensor with one number. */
  public void set(Number value, Object... index) {
    withIndex(index, entries -> Engine.call(SET, this, value, entries));
  }

  /** Calls with an index, and closes the tensors that its arrays became. */
  private static Object withIndex(Object[] given, Function<List<Index>, Object> call) {
    List<Index> entries = Index.of(given);
    try {
      return call.apply(entries);
    } finally {
      for (Index entry : entries) {
        if (entry instanceof Index.Chosen chosen
            && Stream.of(given).noneMatch(one -> one == chosen || one == chosen.by()))
          Elements.dispose(chosen.by());
      }
    }
  }

  /** The tensor on a device: itself if it is there already. */
  public Tensor to(Device device) {
    if (device.equals(device())) return self();
    throw Errors.make(
        "device", "this device is not there: given " + device + ", accepted cpu", "device");
  }

  /**
   * The parts along the first axis, as views.
   *
   * @throws TypeException if it has no axes
   */
  public Stream<Tensor> stream() {
    Shape shape = shape();
    if (shape.rank() == 0) throw Errors.make("type", "a tensor without axes has no rows");
    return LongStream.range(0, shape.get(0)).mapToObj(row -> get(row));
  }

  /** All axes in reverse order: a view. */
  public Tensor transposed() {
    int n = ndim();
    int[] axes = new int[n];
    for (int i = 0; i < n; ++i) axes[i] = n - 1 - i;
    return self().permuteDims(axes);
  }

  /**
   * Frees the elements now, unless others share them; using the tensor later is a {@link
   * DisposedException}.
   */
  @Override
  public void close() {
    Elements.dispose(this);
  }

  /** Whether it was closed, or its scope has ended. */
  public boolean isClosed() {
    return Elements.isDisposed(this);
  }

  /** Whether both stand for the same tensor of the engine. */
  public boolean isSame(Tensor other) {
    long identity = Elements.identity(this);
    return identity != 0 && identity == Elements.identity(other);
  }

  /** The elements as text, large tensors abridged. */
  @Override
  public String toString() {
    if (isClosed()) return "tensor(<closed>)";
    if (isTraced()) return "tensor(<a value of a trace>, dtype=" + dtype() + ")";
    String text = ((String) Engine.call(TO_STRING, this)).replace("\n", "\n       ");
    List<String> facts = new java.util.ArrayList<>(List.of(text, "dtype=" + dtype()));
    if (requiresGrad()) facts.add("requiresGrad=true");
    return "tensor(" + String.join(", ", facts) + ")";
  }

  final Tensor self() {
    return (Tensor) this;
  }
}
