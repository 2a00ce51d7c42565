package io.mixgrad;

/**
 * Where a tensor's elements are.
 *
 * @param type 0 is the processor
 * @param index which one, from 0
 */
public record Device(int type, int index) {
  /** The processor. */
  public static final Device CPU = new Device(0, 0);

  /** The device of the engine's number. */
  public static Device of(long number) {
    return number == 0 ? CPU : new Device((int) (number >> 32), (int) number);
  }

  /** The engine's number of it. */
  public long number() {
    return (long) type << 32 | index;
  }

  @Override
  public String toString() {
    return type == 0 ? "cpu" : "device" + type + ":" + index;
  }
}
