package io.mixgrad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Calls that are typed right compile, and each mistake is an error of its own line. */
class TypedCallsTest {
  private static final Path ROOT = Path.of("../..");

  private record Call(int line, String subject, String what, boolean compiles) {}

  private record Typed(String source, List<Call> calls) {}

  /** The lines of the source in which the compiler finds an error. */
  private static Set<Long> refused(Path source) throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var found = new DiagnosticCollector<JavaFileObject>();
    var options = List.of("-proc:none", "-Xmaxerrs", "100000", "-classpath", "target/classes");
    try (var files = compiler.getStandardFileManager(found, null, null)) {
      compiler.getTask(null, files, found, options, null, files.getJavaFileObjects(source)).call();
    }
    Set<Long> lines = new TreeSet<>();
    for (var one : found.getDiagnostics())
      if (one.getKind() == Diagnostic.Kind.ERROR) lines.add(one.getLineNumber());
    return lines;
  }

  @TestFactory
  List<DynamicTest> calls() throws IOException {
    Path list = ROOT.resolve("build/conformance/typed/java.json");
    assertTrue(Files.exists(list), "there are no typed calls: make test-java prints them");
    Typed typed = new Gson().fromJson(Files.readString(list), Typed.class);
    Path source = ROOT.resolve(typed.source());
    List<String> text = Files.readAllLines(source);
    Set<Long> refused = refused(source);
    Map<String, List<Call>> subjects = new LinkedHashMap<>();
    for (Call call : typed.calls())
      subjects.computeIfAbsent(call.subject(), name -> new ArrayList<>()).add(call);
    assertTrue(subjects.size() > 100, "there are few subjects: " + subjects.size());
    Set<Long> outside = new TreeSet<>(refused);
    for (Call call : typed.calls()) outside.remove((long) call.line());
    assertEquals(Set.of(), outside, "errors outside of the calls");
    List<DynamicTest> tests = new ArrayList<>();
    subjects.forEach(
        (subject, own) ->
            tests.add(DynamicTest.dynamicTest(subject, () -> check(own, text, refused))));
    return tests;
  }

  private static void check(List<Call> calls, List<String> text, Set<Long> refused) {
    assertEquals(2, calls.stream().map(Call::compiles).distinct().count(), "right and wrong ones");
    List<String> problems = new ArrayList<>();
    for (Call call : calls) {
      if (refused.contains((long) call.line()) != call.compiles()) continue;
      String how = call.compiles() ? " is refused: " : " is accepted: ";
      problems.add(call.what() + how + text.get(call.line() - 1).strip());
    }
    assertEquals(List.of(), problems);
  }
}
