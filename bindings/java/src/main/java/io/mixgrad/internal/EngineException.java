package io.mixgrad.internal;

/** What all of mixgrad's exceptions have: what the message says, as fields. */
public abstract class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The fields of a status, in the order in which the JNI library fills them. */
  public static final class Fields implements java.io.Serializable {
    static final int COUNT = 7;
    static final int ARGUMENT = 1;
    static final int LAYER = 2;
    static final Fields NONE = new Fields(new String[COUNT]);
    private static final long serialVersionUID = 1;
    private final String[] values;

    Fields(String[] values) {
      this.values = values;
    }
  }

  private final Fields fields;
  private String layer;

  /** An exception with these fields. */
  protected EngineException(String message, Fields fields) {
    super(message);
    this.fields = fields;
    this.layer = fields.values[Fields.LAYER];
  }

  /** Name of the error in the hierarchy that all languages share, such as {@code shape}. */
  public abstract String code();

  /** The function that was called, such as {@code matmul}; or null. */
  public String operator() {
    return fields.values[0];
  }

  /** The argument that was not accepted; or null. */
  public String argument() {
    return fields.values[Fields.ARGUMENT];
  }

  /** Path of the layer in which it happened, such as {@code head.0}; or null. */
  public String layer() {
    return layer;
  }

  /** What was given; or null. */
  public String given() {
    return fields.values[3];
  }

  /** What would have been accepted; or null. */
  public String accepted() {
    return fields.values[4];
  }

  /** What may help; or null. */
  public String hint() {
    return fields.values[5];
  }

  /** The shapes that were involved; or null. */
  public String shapes() {
    return fields.values[6];
  }

  /** Puts the name of a layer before the path, on the way out of it. */
  public final void within(String name) {
    layer = layer == null ? name : name + "." + layer;
  }
}
