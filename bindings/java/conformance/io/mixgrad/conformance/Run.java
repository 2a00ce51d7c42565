package io.mixgrad.conformance;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.mixgrad.Mixgrad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Carries out the plan; {@code CASE=<text>} runs only the cases whose id has the text, and writes
 * no report.
 */
public final class Run {
  private static final Path FOLDER = Path.of("build/conformance");

  private Run() {}

  private static void step(JsonObject step, Evaluator evaluator) {
    if (step.has("seed")) Mixgrad.manualSeed(step.get("seed").getAsLong());
    else if (step.has("let"))
      evaluator.variables.put(
          step.get("let").getAsString(), evaluator.value(step.getAsJsonObject("be")));
    else if (step.has("do")) evaluator.value(step.getAsJsonObject("do"));
    else if (step.has("expect"))
      Compare.check(
          evaluator.value(step.getAsJsonObject("expect")), step.getAsJsonObject("equals"));
    else fails(step, evaluator);
  }

  private static void fails(JsonObject step, Evaluator evaluator) {
    try {
      evaluator.value(step.getAsJsonObject("fails"));
    } catch (RuntimeException error) {
      Compare.checkError(error, step);
      return;
    }
    throw new Mismatch("expected an error of " + step.get("code").getAsString() + ", found none");
  }

  /** What is wrong with a case, or null. */
  private static String problem(JsonObject planned) {
    Mixgrad.manualSeed(0);
    Evaluator evaluator = new Evaluator(new LinkedHashMap<>());
    int number = 0;
    for (var item : planned.getAsJsonArray("steps")) {
      try {
        step(item.getAsJsonObject(), evaluator);
      } catch (Mismatch mismatch) {
        return "step " + number + ": " + mismatch.getMessage();
      } catch (RuntimeException | Error error) {
        return "step " + number + ": " + error;
      }
      ++number;
    }
    return null;
  }

  public static void main(String[] arguments) throws IOException {
    Mixgrad.setProgress(false);
    JsonObject plan =
        new Gson().fromJson(Files.readString(FOLDER.resolve("java.plan.json")), JsonObject.class);
    String only = System.getenv().getOrDefault("CASE", "");
    Map<String, Map<String, Integer>> report = new LinkedHashMap<>();
    Map<String, Integer> total = counts();
    for (var item : plan.getAsJsonArray("cases")) {
      JsonObject planned = item.getAsJsonObject();
      String id = planned.get("id").getAsString();
      if (!id.contains(only)) continue;
      String failure = problem(planned);
      String outcome = failure == null ? "passed" : "failed";
      if (!planned.get("skip").isJsonNull()) {
        outcome = failure == null ? "failed" : "skipped";
        failure = failure == null ? "is skipped and passes: the skip is stale" : null;
      }
      if (failure != null)
        System.out.println(
            "java " + id + ": " + failure + "; again: CASE='" + id + "' make conformance-java");
      report
          .computeIfAbsent(planned.get("subject").getAsString(), subject -> counts())
          .merge(outcome, 1, Integer::sum);
      total.merge(outcome, 1, Integer::sum);
    }
    if (only.isEmpty())
      Files.writeString(
          FOLDER.resolve("java.json"),
          new GsonBuilder().setPrettyPrinting().create().toJson(report) + "\n");
    System.out.println(
        total.get("passed")
            + " passed, "
            + total.get("failed")
            + " failed, "
            + total.get("skipped")
            + " skipped");
    System.exit(total.get("failed") > 0 || total.get("passed") == 0 ? 1 : 0);
  }

  private static Map<String, Integer> counts() {
    return new LinkedHashMap<>(Map.of("passed", 0, "failed", 0, "skipped", 0));
  }
}
