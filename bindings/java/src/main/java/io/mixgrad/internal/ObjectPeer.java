package io.mixgrad.internal;

import io.mixgrad.EngineObject;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/** Owns an object of the engine, and holds what must live as long as it. */
public abstract class ObjectPeer extends Peer {
  final Wrappers wrappers;
  private final long[] host;
  private final List<Object> held = Collections.synchronizedList(new ArrayList<>(0));

  /** Takes the handle and becomes its wrapper. */
  protected ObjectPeer(Raw raw) {
    this(raw, new long[1], new Object[1]);
  }

  private ObjectPeer(Raw raw, long[] host, Object[] reference) {
    super(raw.handle, new Wrappers.Release(raw.wrappers, raw.handle, host, reference));
    this.wrappers = raw.wrappers;
    this.host = host;
    reference[0] = wrappers.register((EngineObject) this, handle);
  }

  /**
   * From now on the engine asks this object for what its class below {@code base} overrides, and
   * for what it must override.
   *
   * @param names requests that are a choice, each with the name of its method here
   */
  protected final void overrides(Class<?> base, String... names) {
    host[0] = Hosts.addObject(this);
    Set<String> declared = new HashSet<>();
    for (Class<?> c = getClass(); c != base; c = c.getSuperclass())
      for (Method method : c.getDeclaredMethods()) declared.add(method.getName());
    StringJoiner requests = new StringJoiner(",");
    for (int i = 0; i < names.length; i += 2)
      if (declared.contains(names[i + 1])) requests.add(names[i]);
    NativeJNI.objectOverride(handle, host[0], requests.toString());
  }

  /** Whether the engine asks this object. */
  protected final boolean isHost() {
    return host[0] != 0;
  }

  /** Holds arguments for as long as this lives. */
  protected final void hold(Object... arguments) {
    for (Object argument : arguments) {
      if (argument != null && argument != Absent.ABSENT) held.add(argument);
    }
  }

  /** Answers a request of the engine: runs the method of that name. */
  protected Object answer(String method, Object[] arguments) {
    throw Errors.make("not_found", getClass().getName() + " has no " + method);
  }

  /** The error of a method that a subclass must override. */
  protected final RuntimeException missing(String method) {
    return Errors.make("not_found", getClass().getName() + " does not override " + method);
  }

  final Object ask(String method, Object[] arguments) {
    return answer(method, arguments);
  }

  /** The address of the object: the same for all wrappers. */
  protected final long address() {
    return handle;
  }
}
