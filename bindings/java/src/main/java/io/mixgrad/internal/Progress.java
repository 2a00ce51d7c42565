package io.mixgrad.internal;

import java.io.PrintStream;
import java.util.Map;

/** Lines made by the engine: one that is overwritten on a terminal, else one for each epoch. */
final class Progress implements AutoCloseable {
  private static final int STANDARD_ERROR = 2;

  private static volatile boolean shown = true;

  private final PrintStream stream = System.err;
  private final boolean terminal = Glue.isTerminal(STANDARD_ERROR);
  private boolean open;

  static void setShown(boolean on) {
    shown = on;
  }

  void show(boolean event, Object record) {
    if (!shown
        || !(record instanceof Map<?, ?> map)
        || !(map.get("text") instanceof String text)
        || text.isEmpty()) return;
    if (terminal) {
      stream.print("\r" + text + "\u001b[K");
      open = true;
      if (event) close();
    } else if (event) {
      stream.println(text);
    }
    stream.flush();
  }

  /** Ends the line that was overwritten. */
  @Override
  public void close() {
    if (open) stream.println();
    open = false;
  }
}
