package io.mixgrad.internal;

import io.mixgrad.EngineObject;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.util.concurrent.ConcurrentHashMap;

/** Wrappers of objects: one for each object of the engine, for as long as somebody holds it. */
final class Objects {
  private static final ConcurrentHashMap<Long, WeakReference<EngineObject>> WRAPPERS =
      new ConcurrentHashMap<>();
  private static final ConcurrentHashMap<String, Constructor<? extends EngineObject>> CONSTRUCTORS =
      new ConcurrentHashMap<>();

  private Objects() {}

  /** Takes a handle. */
  static EngineObject wrap(long handle) {
    EngineObject known = find(handle);
    if (known == null) {
      synchronized (WRAPPERS) { // two threads must not make two
        known = find(handle);
        if (known == null) return make(handle);
      }
    }
    NativeJNI.objectRelease(handle);
    return known;
  }

  private static EngineObject find(long handle) {
    WeakReference<EngineObject> reference = WRAPPERS.get(handle);
    return reference == null ? null : reference.get();
  }

  private static EngineObject make(long handle) {
    String name = NativeJNI.objectClass(handle);
    try {
      return CONSTRUCTORS.computeIfAbsent(name, Objects::constructor).newInstance(new Raw(handle));
    } catch (ReflectiveOperationException error) {
      throw new IllegalStateException("no wrapper for " + name, error);
    }
  }

  private static Constructor<? extends EngineObject> constructor(String name) {
    Class<? extends EngineObject> found = Wrappers.classes.get(name);
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
  static WeakReference<EngineObject> register(EngineObject object, long handle) {
    WeakReference<EngineObject> reference = new WeakReference<>(object);
    WRAPPERS.put(handle, reference);
    return reference;
  }

  /**
   * Gives the handle back when its wrapper was collected, unless there is another one meanwhile.
   */
  record Release(long handle, long[] host, Object[] reference) implements Runnable {
    @Override
    public void run() {
      WRAPPERS.remove(handle, reference[0]);
      if (host[0] != 0) Hosts.remove(host[0]);
      NativeJNI.objectRelease(handle);
    }
  }
}
