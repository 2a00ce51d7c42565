package io.mixgrad;

import io.mixgrad.internal.ObjectPeer;
import io.mixgrad.internal.Raw;

/** An object of the engine. Equal only to itself; alive as long as Java or the engine holds it. */
public abstract class EngineObject extends ObjectPeer {
  /** Only generated classes call this. */
  protected EngineObject(Raw raw) {
    super(raw);
  }
}
