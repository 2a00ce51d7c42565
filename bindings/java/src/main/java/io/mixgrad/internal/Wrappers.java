package io.mixgrad.internal;

import io.mixgrad.EngineObject;
import io.mixgrad.Tensor;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The classes of one package that stand for the engine's tensors and objects: this package's, or
 * those of a package over it. Several packages can be used side by side, since every function,
 * object and host function knows its own. An object has one wrapper in each package, for as long as
 * somebody holds it.
 */
public final class Wrappers {
  /** Those of this package. */
  public static final Wrappers JAVA = new Wrappers(Tensor::new, ClassTable.CLASSES);

  final Reader reader = new Reader(this);
  private final Function<Raw, ? extends TensorPeer> tensors;
  private final Map<String, Class<? extends EngineObject>> classes;
  private final ConcurrentHashMap<String, Constructor<? extends EngineObject>> constructors =
      new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Long, WeakReference<EngineObject>> objects =
      new ConcurrentHashMap<>();

  /**
   * Those of another package.
   *
   * @param classes by the engine's names; each has a constructor that takes a {@link Raw}
   */
  public Wrappers(
      Function<Raw, ? extends TensorPeer> tensors,
      Map<String, Class<? extends EngineObject>> classes) {
    this.tensors = tensors;
    this.classes = Map.copyOf(classes);
  }

  /** Takes the handle of a tensor. */
  @SuppressWarnings("unchecked")
  <T extends TensorPeer> T tensor(long handle) {
    return (T) tensors.apply(new Raw(handle, this));
  }

  /** Takes the handle of an object. */
  EngineObject object(long handle) {
    EngineObject known = find(handle);
    if (known == null) {
      synchronized (objects) { // two threads must not make two
        known = find(handle);
        if (known == null) return make(handle);
      }
    }
    NativeJNI.objectRelease(handle);
    return known;
  }

  private EngineObject find(long handle) {
    WeakReference<EngineObject> reference = objects.get(handle);
    return reference == null ? null : reference.get();
  }

  private EngineObject make(long handle) {
    String name = NativeJNI.objectClass(handle);
    try {
      return constructors
          .computeIfAbsent(name, this::constructor)
          .newInstance(new Raw(handle, this));
    } catch (ReflectiveOperationException error) {
      throw new IllegalStateException("no wrapper for " + name, error);
    }
  }

  private Constructor<? extends EngineObject> constructor(String name) {
    Class<? extends EngineObject> found = classes.get(name);
    if (found == null)
      throw Errors.make(
          "version", "the engine has a class that this package does not know: " + name);
    try {
      Constructor<? extends EngineObject> made = found.getDeclaredConstructor(Raw.class);
      made.setAccessible(true);
      return made;
    } catch (NoSuchMethodException error) {
      throw new IllegalStateException(error);
    }
  }

  /** Makes the object the wrapper of its handle. */
  WeakReference<EngineObject> register(EngineObject object, long handle) {
    WeakReference<EngineObject> reference = new WeakReference<>(object);
    objects.put(handle, reference);
    return reference;
  }

  /**
   * Gives the handle back when its wrapper was collected, unless there is another one meanwhile.
   */
  record Release(Wrappers wrappers, long handle, long[] host, Object[] reference)
      implements Runnable {
    @Override
    public void run() {
      wrappers.objects.remove(handle, reference[0]);
      if (host[0] != 0) Hosts.remove(host[0]);
      NativeJNI.objectRelease(handle);
    }
  }
}
