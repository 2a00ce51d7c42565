package io.mixgrad.conformance;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Carries out the plan of a language of the JVM; {@code CASE=<text>} runs only the cases whose id
 * has the text, and writes no report.
 */
public final class Runner {
  private static final Path FOLDER = Path.of("build/conformance");

  private final String language;
  private final Supplier<Program> programs;
  private final Map<String, Map<String, Integer>> report = new LinkedHashMap<>();
  private final Map<String, Integer> total = counts();

  private Runner(String language, Supplier<Program> programs) {
    this.language = language;
    this.programs = programs;
  }

  /**
   * Runs the cases and ends the process.
   *
   * @param programs a new program for each case
   */
  public static void run(String language, Supplier<Program> programs) throws IOException {
    Runner runner = new Runner(language, programs);
    JsonObject plan =
        new Gson()
            .fromJson(Files.readString(FOLDER.resolve(language + ".plan.json")), JsonObject.class);
    String only = System.getenv().getOrDefault("CASE", "");
    for (JsonElement item : plan.getAsJsonArray("cases")) {
      JsonObject planned = item.getAsJsonObject();
      if (planned.get("id").getAsString().contains(only)) runner.carryOut(planned);
    }
    if (only.isEmpty())
      Files.writeString(
          FOLDER.resolve(language + ".json"),
          new GsonBuilder().setPrettyPrinting().create().toJson(runner.report) + "\n");
    System.exit(runner.close());
  }

  private void carryOut(JsonObject planned) {
    String id = planned.get("id").getAsString();
    String failure = problem(planned);
    String outcome = failure == null ? "passed" : "failed";
    if (!planned.get("skip").isJsonNull()) {
      outcome = failure == null ? "failed" : "skipped";
      failure = failure == null ? "is skipped and passes: the skip is stale" : null;
    }
    if (failure != null)
      System.out.printf(
          "%s %s: %s; again: CASE='%s' make conformance-%s%n", language, id, failure, id, language);
    report
        .computeIfAbsent(planned.get("subject").getAsString(), subject -> counts())
        .merge(outcome, 1, Integer::sum);
    total.merge(outcome, 1, Integer::sum);
  }

  /** What is wrong with a case, or null. */
  private String problem(JsonObject planned) {
    Program program = programs.get();
    program.seed(0);
    int number = 0;
    for (JsonElement item : planned.getAsJsonArray("steps")) {
      try {
        step(item.getAsJsonObject(), program);
      } catch (Mismatch mismatch) {
        return "step " + number + ": " + mismatch.getMessage();
      } catch (RuntimeException | Error error) {
        return "step " + number + ": " + error;
      }
      ++number;
    }
    return null;
  }

  private static void step(JsonObject step, Program program) {
    if (step.has("seed")) program.seed(step.get("seed").getAsLong());
    else if (step.has("let"))
      program.let(step.get("let").getAsString(), program.value(step.getAsJsonObject("be")));
    else if (step.has("do")) program.value(step.getAsJsonObject("do"));
    else if (step.has("expect"))
      Compare.check(
          program.plain(program.value(step.getAsJsonObject("expect"))),
          step.getAsJsonObject("equals"));
    else fails(step, program);
  }

  private static void fails(JsonObject step, Program program) {
    try {
      program.value(step.getAsJsonObject("fails"));
    } catch (Mismatch mismatch) {
      throw mismatch;
    } catch (RuntimeException error) {
      Compare.checkError(error, step);
      return;
    }
    throw new Mismatch("expected an error of " + step.get("code").getAsString() + ", found none");
  }

  private int close() {
    System.out.printf(
        "%d passed, %d failed, %d skipped%n",
        total.get("passed"), total.get("failed"), total.get("skipped"));
    return total.get("failed") > 0 || total.get("passed") == 0 ? 1 : 0;
  }

  private static Map<String, Integer> counts() {
    return new LinkedHashMap<>(Map.of("passed", 0, "failed", 0, "skipped", 0));
  }
}
