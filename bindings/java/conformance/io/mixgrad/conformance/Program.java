package io.mixgrad.conformance;

import com.google.gson.JsonObject;

/** One case in a language of the JVM: its variables, and what the plan's expressions mean there. */
public interface Program {
  /** The package's function of that name. */
  void seed(long seed);

  /** Names a value. */
  void let(String name, Object value);

  /** What an expression gives, as the language gives it. */
  Object value(JsonObject expression);

  /**
   * The same in the forms that {@link Compare} knows: {@link Elements} of a tensor, lists and maps
   * of Java, records as maps.
   */
  Object plain(Object result);
}
