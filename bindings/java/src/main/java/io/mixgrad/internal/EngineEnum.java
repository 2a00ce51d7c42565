package io.mixgrad.internal;

/** What the generated enums have in common: the number that crosses. */
public interface EngineEnum {
  /** The engine's number of this constant. */
  int number();

  /** The constant with that number. */
  static <E extends Enum<E> & EngineEnum> E of(Class<E> of, Object number) {
    for (E constant : of.getEnumConstants()) {
      if (constant.number() == (Long) number) return constant;
    }
    throw Errors.make(
        "version",
        "the engine gave a " + of.getSimpleName() + " that this package does not know: " + number);
  }
}
