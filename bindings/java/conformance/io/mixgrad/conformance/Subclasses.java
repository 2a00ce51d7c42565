package io.mixgrad.conformance;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.util.Arrays;
import java.util.Map;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.InvocationHandlerAdapter;

/** Classes that are derived from open ones, with the plan's functions as methods. */
final class Subclasses {
  private Subclasses() {}

  static Object derive(Class<?> open, Map<String, Evaluator.HostFunction> methods) {
    var builder =
        new ByteBuddy()
            .subclass(open)
            .name(
                "io.mixgrad.conformance.Derived"
                    + open.getSimpleName()
                    + Integer.toHexString(methods.hashCode()));
    for (var entry : methods.entrySet()) {
      Evaluator.HostFunction function = entry.getValue();
      builder =
          builder
              .method(named(entry.getKey()))
              .intercept(
                  InvocationHandlerAdapter.of(
                      (self, method, arguments) ->
                          Calls.result(
                              function.call(
                                  arguments == null
                                      ? java.util.List.of()
                                      : Arrays.asList(arguments)),
                              method.getReturnType())));
    }
    try {
      return builder
          .make()
          .load(open.getClassLoader(), ClassLoadingStrategy.Default.WRAPPER)
          .getLoaded()
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException error) {
      throw new Mismatch(error.toString());
    }
  }
}
