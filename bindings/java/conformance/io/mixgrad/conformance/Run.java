package io.mixgrad.conformance;

import io.mixgrad.Mixgrad;
import java.io.IOException;
import java.util.LinkedHashMap;

/** Carries out Java's plan. */
public final class Run {
  private Run() {}

  public static void main(String[] arguments) throws IOException {
    Mixgrad.setProgress(false);
    Runner.run("java", () -> new Evaluator(new LinkedHashMap<>()));
  }
}
