package io.mixgrad.internal;

import java.util.Map;

/** What generated records that can be arguments have in common. */
public interface EngineRecord {
  /** The fields by the engine's names. */
  Map<String, Object> fields();
}
