package io.mixgrad.nn;

import io.mixgrad.EngineObject;
import io.mixgrad.MixgradException;
import io.mixgrad.Tensor;
import io.mixgrad.internal.Engine;
import io.mixgrad.internal.EngineFunction;
import io.mixgrad.internal.Raw;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What networks can do in Java beside what the schemas say. */
public abstract class BlockBase extends EngineObject implements UnaryOperator<Tensor> {
  private static final EngineFunction CALL = new EngineFunction("Module.call");
  private static final EngineFunction LOAD = new EngineFunction("Module.load");
  private static final EngineFunction LOAD_BYTES = new EngineFunction("Module.load_bytes");
  private static final EngineFunction ADD_CHILD = new EngineFunction("Module.register_module");
  private static final EngineFunction ADD_PARAMETER =
      new EngineFunction("Module.register_parameter");
  private static final EngineFunction ADD_BUFFER = new EngineFunction("Module.register_buffer");

  /** Children that were added from here, for printing. */
  private final Map<String, Object> added = Collections.synchronizedMap(new LinkedHashMap<>());

  /** Only generated classes call this. */
  protected BlockBase(Raw raw) {
    super(raw);
  }

  /** Computes the output; see {@link Block#forward}. */
  protected abstract Tensor forward(Tensor x);

  /**
   * Adds a child, so that its parameters are trained and saved with this network's.
   *
   * @param name data that all languages share: {@code fcOut} becomes {@code fc_out}
   * @return the child
   * @throws io.mixgrad.ValueException if the name is taken
   */
  protected final <B extends Block> B child(String name, B block) {
    registerModule(snakeCase(name), block);
    return block;
  }

  /**
   * Adds several children, named by their numbers from 0 under a name: {@code layers.0}, {@code
   * layers.1}.
   */
  protected final <B extends Block> List<B> children(String name, List<B> blocks) {
    Block list = new Block();
    for (int i = 0; i < blocks.size(); ++i) list.registerModule(Integer.toString(i), blocks.get(i));
    registerModule(snakeCase(name), list);
    return List.copyOf(blocks);
  }

  /**
   * Adds a parameter, which wants a gradient from then on.
   *
   * @return the tensor
   */
  protected final Tensor parameter(String name, Tensor tensor) {
    registerParameter(snakeCase(name), tensor);
    return tensor;
  }

  /**
   * Adds a tensor that is saved with the parameters and not trained.
   *
   * @return the tensor
   */
  protected final Tensor buffer(String name, Tensor tensor) {
    registerBuffer(snakeCase(name), tensor);
    return tensor;
  }

  /**
   * Adds a child module from outside; see {@link #child}.
   *
   * @param name not empty, without dots, free in this module
   * @throws io.mixgrad.ValueException if the name is not accepted, or the child contains this
   *     module
   */
  public final void registerModule(String name, Block child) {
    Engine.call(ADD_CHILD, this, name, child);
    hold(child);
    added.put(name, child);
  }

  /**
   * Adds a parameter from outside; see {@link #parameter}.
   *
   * @throws io.mixgrad.ValueException if the name is not accepted
   * @throws io.mixgrad.DTypeException if the tensor is not floating
   */
  public final void registerParameter(String name, Tensor tensor) {
    Engine.call(ADD_PARAMETER, this, name, tensor);
  }

  /**
   * Adds a buffer from outside; see {@link #buffer}.
   *
   * @throws io.mixgrad.ValueException if the name is not accepted
   */
  public final void registerBuffer(String name, Tensor tensor) {
    Engine.call(ADD_BUFFER, this, name, tensor);
  }

  /** Runs forward. Errors inside name the path of layers. */
  @Override
  public Tensor apply(Tensor x) {
    if (!isHost()) return (Tensor) Engine.call(CALL, this, x);
    try {
      return forward(x);
    } catch (MixgradException error) {
      String name = (String) Engine.get(this, "name");
      if (!name.isEmpty()) error.within(name);
      throw error;
    }
  }

  /**
   * Fills parameters and buffers from a safetensors file, as {@code save} writes it in any
   * language.
   *
   * @return this network
   * @throws io.mixgrad.FileException if the file can't be read
   * @throws io.mixgrad.FormatException if it is no safetensors file, or damaged
   * @throws io.mixgrad.NotFoundException if it lacks a name that the network has
   * @throws io.mixgrad.ShapeException if a tensor in it has another shape
   */
  public Block load(Path path) {
    Engine.call(LOAD, this, path);
    return (Block) this;
  }

  /**
   * Fills parameters and buffers from the bytes of a safetensors file, as {@code saveBytes} gives
   * them in any language.
   *
   * @return this network
   * @throws io.mixgrad.FormatException if the data is damaged
   * @throws io.mixgrad.NotFoundException if it lacks a name that the network has
   * @throws io.mixgrad.ShapeException if a tensor in it has another shape
   */
  public Block loadBytes(byte[] data) {
    Engine.call(LOAD_BYTES, this, data);
    return (Block) this;
  }

  private static String snakeCase(String name) {
    List<String> words =
        Arrays.asList(name.split("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])"));
    return String.join("_", words).toLowerCase(Locale.ROOT);
  }

  /** The class, with the modules inside: of a container its elements. */
  @Override
  public String toString() {
    StringBuilder inside = new StringBuilder();
    shown().forEach((name, part) -> inside.append('\n').append(name).append(": ").append(part));
    String name = getClass().getSimpleName();
    return inside.isEmpty() ? name : name + "(" + inside.toString().replace("\n", "\n  ") + "\n)";
  }

  private Map<String, Object> shown() {
    if (isHost() || !(this instanceof Iterable<?> elements)) return added;
    Map<String, Object> out = new LinkedHashMap<>();
    for (Object element : elements) {
      if (element instanceof Map.Entry<?, ?> entry)
        out.put(entry.getKey().toString(), entry.getValue());
      else out.put(Integer.toString(out.size()), element);
    }
    return out;
  }
}
