package io.mixgrad.internal;

import io.mixgrad.EngineObject;
import io.mixgrad.OutOfMemoryException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The packed call, which everything else stands on. Also the base of packages over this one. */
public final class Engine {
  static final int ROOM = 8;

  private Engine() {}

  /**
   * Calls a function of the engine.
   *
   * @param arguments in the schema's order, self first; {@link Absent#ABSENT} for what is not given
   * @return null, the one result, or an array of several
   */
  public static Object call(EngineFunction function, Object... arguments) {
    try {
      return callOnce(function, arguments);
    } catch (OutOfMemoryException error) {
      collect();
      return callOnce(function, arguments);
    }
  }

  /** Several results, as an array. */
  public static Object[] callAll(EngineFunction function, Object... arguments) {
    return (Object[]) call(function, arguments);
  }

  /** Calls a constructor. */
  public static Raw construct(EngineFunction function, Object... arguments) {
    Local local = Local.get();
    Arena arena = local.arena;
    long mark = arena.mark();
    try {
      Results results = new Results(arena);
      if (run(local, function, arguments, results) != 1
          || results.buffer.getInt(results.at) != KindNumber.KIND_OBJECT) {
        throw Errors.make("internal", function + " made no object");
      }
      return new Raw(results.buffer.getLong(results.at + 8), function.wrappers);
    } finally {
      arena.reset(mark);
      Reference.reachabilityFence(arguments);
    }
  }

  private static final class Results {
    final int at;
    final ByteBuffer buffer;
    final long address;

    Results(Arena arena) {
      at = arena.take((long) ROOM * Arena.VALUE);
      buffer = arena.buffer();
      address = arena.address(at);
    }
  }

  private static Object callOnce(EngineFunction function, Object[] arguments) {
    Local local = Local.get();
    Arena arena = local.arena;
    long mark = arena.mark();
    try {
      Results results = new Results(arena);
      int n = run(local, function, arguments, results);
      if (n == 0) return null;
      Reader reader = function.wrappers.reader;
      if (n == 1) return reader.take(results.buffer, results.at, results.address);
      return reader.takeAll(results.buffer, results.at, results.address, n);
    } finally {
      arena.reset(mark);
      Reference.reachabilityFence(arguments);
    }
  }

  private static int run(
      Local local, EngineFunction function, Object[] arguments, Results results) {
    long[] address = new long[1];
    int n = Writer.arguments(local.arena, arguments, address);
    if (function.keeps) Hosts.keep(arguments);
    Context context = local.context;
    int count = Glue.call(context.handle, function.handle(), address[0], n, results.address, ROOM);
    Reference.reachabilityFence(context);
    return count;
  }

  /**
   * An object that a method made and that stands on the method's own, which the engine alone would
   * not keep alive.
   */
  public static <T extends EngineObject> T holding(T made, EngineObject owner) {
    ((ObjectPeer) made).hold(owner);
    return made;
  }

  /** Releases what nobody holds. */
  static void collect() {
    Reaper.collect();
    Glue.drainDeleted();
  }

  /** Reads a property. */
  public static Object get(EngineObject object, String property) {
    Local local = Local.get();
    Arena arena = local.arena;
    long mark = arena.mark();
    try {
      long name = name(arena, property);
      int at = arena.take(Arena.VALUE);
      ByteBuffer buffer = arena.buffer();
      buffer.putInt(at, KindNumber.KIND_ABSENT);
      Glue.objectGet(local.context.handle, handleOf(object), name, arena.address(at));
      return readerOf(object).take(buffer, at, arena.address(at));
    } finally {
      arena.reset(mark);
      Reference.reachabilityFence(object);
    }
  }

  /** Writes a property. */
  public static void set(EngineObject object, String property, Object value) {
    Local local = Local.get();
    Arena arena = local.arena;
    long mark = arena.mark();
    try {
      long name = name(arena, property);
      int at = arena.take(Arena.VALUE);
      long address = arena.address(at);
      Writer.write(arena, arena.buffer(), at, value);
      Glue.objectSet(local.context.handle, handleOf(object), name, address);
    } finally {
      arena.reset(mark);
      Reference.reachabilityFence(object);
      Reference.reachabilityFence(value);
    }
  }

  private static long name(Arena arena, String property) {
    int at = arena.take(property.length() + 1L);
    ByteBuffer to = arena.buffer();
    for (int i = 0; i < property.length(); ++i) to.put(at + i, (byte) property.charAt(i));
    to.put(at + property.length(), (byte) 0);
    return arena.address(at);
  }

  private static long handleOf(EngineObject object) {
    return ((Peer) object).handle;
  }

  private static Reader readerOf(EngineObject object) {
    return ((ObjectPeer) object).wrappers.reader;
  }

  /** Walks over an object once. */
  public static Iterator<Object> iterate(EngineObject object) {
    return new Walk(object);
  }

  private static final class Walk extends Peer implements Iterator<Object> {
    private final EngineObject object;
    private Object next;
    private boolean ended;

    Walk(EngineObject object) {
      this(object, NativeJNI.objectIterate(Context.current().handle, handleOf(object)));
    }

    private Walk(EngineObject object, long handle) {
      super(handle, new Release(handle, NativeJNI::iteratorRelease));
      this.object = object;
    }

    @Override
    public boolean hasNext() {
      if (next == null && !ended) advance();
      return !ended;
    }

    private void advance() {
      Local local = Local.get();
      Arena arena = local.arena;
      long mark = arena.mark();
      try {
        int at = arena.take(Arena.VALUE);
        ByteBuffer buffer = arena.buffer();
        long address = arena.address(at);
        buffer.putInt(at, KindNumber.KIND_ABSENT);
        Glue.iteratorNext(local.context.handle, handle, address);
        ended = buffer.getInt(at) == KindNumber.KIND_ABSENT;
        if (!ended) next = readerOf(object).take(buffer, at, address);
      } finally {
        arena.reset(mark);
        Reference.reachabilityFence(this);
        Reference.reachabilityFence(object);
      }
    }

    @Override
    public Object next() {
      if (!hasNext()) throw new NoSuchElementException();
      Object taken = next;
      next = null;
      return taken;
    }
  }
}
