package io.mixgrad.internal;

import java.io.PrintStream;
import java.util.Map;

/** Lines made by the engine: one that is overwritten on a terminal, else one for each epoch. */
final class Progress implements AutoCloseable {
  private static final int STANDARD_ERROR = 2;

  private final PrintStream stream;
  private final boolean terminal = Glue.isTerminal(STANDARD_ERROR);
  private boolean open;

  Progress(PrintStream stream) {
    this.stream = stream;
  }

  void show(boolean event, Object record) {
    if (!(record instanceof Map<?, ?> map) || !(map.get("text") instanceof String text) || text.isEmpty()) return;
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
