package io.mixgrad.conformance;

import com.google.gson.JsonObject;
import io.mixgrad.Autograd;
import io.mixgrad.CompiledFunction;
import io.mixgrad.Shape;
import io.mixgrad.Tensor;
import io.mixgrad.TensorFunction;
import java.lang.reflect.Array;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Finds what a call means: the overload that takes the values, with a builder for what has names.
 */
final class Calls {
  /** Says that a value does not fit a parameter. */
  private static final Object MISFIT = new Object();

  private Calls() {}

  static Class<?> type(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException error) {
      throw new Mismatch("no class " + name);
    }
  }

  static Object constant(JsonObject constant) {
    for (Object found :
        type("io.mixgrad." + constant.get("type").getAsString()).getEnumConstants()) {
      if (((Enum<?>) found).name().equals(constant.get("name").getAsString())) return found;
    }
    throw new Mismatch("no constant " + constant);
  }

  /** A function of the package as a value. */
  static Evaluator.HostFunction function(JsonObject place) {
    Class<?> holder = type(place.get("namespace").getAsString());
    String name = place.get("name").getAsString();
    return new Evaluator.HostFunction() {
      @Override
      public Object call(List<Object> arguments) {
        return Calls.call(holder, null, name, arguments, Map.of());
      }

      @Override
      public int arity() {
        return -1;
      }

      @Override
      public boolean givesList() {
        return false;
      }
    };
  }

  static Object call(
      Class<?> type, Object self, String name, List<Object> places, Map<String, Object> named) {
    List<Executable> candidates = new ArrayList<>();
    for (Method method : type.getMethods()) {
      if (method.getName().equals(name)
          && Modifier.isStatic(method.getModifiers()) == (self == null)) candidates.add(method);
    }
    if (candidates.isEmpty()) throw new Mismatch("no method " + name + " of " + type.getName());
    return run(candidates, self, name, places, named);
  }

  static Object construct(Class<?> type, List<Object> places, Map<String, Object> named) {
    if (type == CompiledFunction.class
        && places.get(0) instanceof Evaluator.HostFunction f
        && f.givesList()) {
      return Autograd.compileAll(x -> tensors(f.call(List.copyOf(x))));
    }
    return run(List.of(type.getConstructors()), null, "new " + type.getSimpleName(), places, named);
  }

  /**
   * Java's types tell functions of several results from others, so they have a constructor of their
   * own.
   */
  @SuppressWarnings("unchecked")
  private static List<Tensor> tensors(Object list) {
    return (List<Tensor>) list;
  }

  private static Object run(
      List<Executable> candidates,
      Object self,
      String name,
      List<Object> places,
      Map<String, Object> named) {
    // What is null is left out in Java; so null at the end goes if nothing takes it, and lists go
    // whole if not one by one.
    for (List<Object> way : ways(places)) {
      for (boolean variable : new boolean[] {false, true}) {
        for (Executable candidate : candidates) {
          if (variable && !candidate.isVarArgs()) continue;
          Object[] arguments = arguments(candidate, way, named, variable);
          if (arguments != null) return invoke(candidate, self, arguments);
        }
      }
    }
    throw new Mismatch("no " + name + " takes " + places + " and " + named);
  }

  private static List<List<Object>> ways(List<Object> places) {
    List<List<Object>> out = new ArrayList<>(List.of(places));
    if (!places.isEmpty() && places.get(places.size() - 1) == null)
      out.add(places.subList(0, places.size() - 1));
    long tensors = places.stream().filter(Tensor.class::isInstance).count();
    if (tensors > 1 && places.get(0) instanceof Evaluator.HostFunction)
      out.add(List.of(places.get(0), places.subList(1, places.size())));
    return out;
  }

  private static Object[] arguments(
      Executable candidate, List<Object> places, Map<String, Object> named, boolean variable) {
    Class<?>[] types = candidate.getParameterTypes();
    boolean options = types.length > 0 && types[types.length - 1] == Consumer.class;
    if (options == named.isEmpty()) return null;
    int n = types.length - (options ? 1 : 0);
    int fixed = variable ? n - 1 : n;
    if (variable ? places.size() < fixed : places.size() != n) return null;
    Object[] out = new Object[types.length];
    for (int i = 0; i < fixed; ++i) {
      out[i] = fit(places.get(i), types[i], elementOf(candidate, i));
      if (out[i] == MISFIT) return null;
    }
    if (variable) {
      Class<?> element = types[n - 1].getComponentType();
      Object rest = Array.newInstance(element, places.size() - fixed);
      for (int i = fixed; i < places.size(); ++i) {
        Object value = fit(places.get(i), element, null);
        if (value == MISFIT) return null;
        Array.set(rest, i - fixed, value);
      }
      out[n - 1] = rest;
    }
    if (options)
      out[n] =
          (Consumer<Object>) builder -> named.forEach((name, value) -> set(builder, name, value));
    return out;
  }

  /** The class of a list's or map's elements, or null. */
  private static Class<?> elementOf(Executable candidate, int i) {
    if (!(candidate.getGenericParameterTypes()[i]
        instanceof java.lang.reflect.ParameterizedType type)) return null;
    var inner = type.getActualTypeArguments()[type.getActualTypeArguments().length - 1];
    return inner instanceof Class<?> found ? found : null;
  }

  private static void set(Object builder, String name, Object value) {
    for (boolean variable : new boolean[] {false, true}) {
      for (Method setter : builder.getClass().getMethods()) {
        if (!setter.getName().equals(name) || setter.getParameterCount() != 1) continue;
        Class<?> type = setter.getParameterTypes()[0];
        if (value == null && type.isPrimitive()) return; // not given
        Object fitted =
            variable && setter.isVarArgs()
                ? spread(value, type.getComponentType())
                : fit(value, type, elementOf(setter, 0));
        if (fitted == MISFIT) continue;
        invoke(setter, builder, new Object[] {fitted});
        return;
      }
    }
    throw new Mismatch(
        "no option " + name + " of " + builder.getClass().getName() + " takes " + value);
  }

  private static Object spread(Object value, Class<?> element) {
    List<?> items = value instanceof List<?> list ? list : Arrays.asList(value);
    Object out = Array.newInstance(element, items.size());
    for (int i = 0; i < items.size(); ++i) {
      Object item = fit(items.get(i), element, null);
      if (item == MISFIT) return MISFIT;
      Array.set(out, i, item);
    }
    return out;
  }

  /**
   * The value as an argument of that type, or {@link #MISFIT}. A whole number is no float, a float
   * no whole number.
   */
  private static Object fit(Object value, Class<?> type, Class<?> element) {
    if (value == null) return type.isPrimitive() ? MISFIT : null;
    if (value instanceof Long number) {
      if (type == int.class || type == Integer.class)
        return number.intValue() == number ? (Object) number.intValue() : MISFIT;
      if (type == double.class) return number.doubleValue();
      if (type == Shape.class) return Shape.of(number);
      return type == long.class || type == Number.class || type == Long.class ? number : MISFIT;
    }
    if (value instanceof Double)
      return type == double.class || type == Number.class || type == Double.class ? value : MISFIT;
    if (value instanceof Boolean)
      return type == boolean.class || type == Boolean.class ? value : MISFIT;
    if (value instanceof Evaluator.HostFunction function) return functional(function, type);
    if (value instanceof Collection<?> list && !type.isInstance(value))
      return type == Shape.class
          ? shape(list)
          : type.isArray() ? spread(new ArrayList<>(list), type.getComponentType()) : MISFIT;
    if (value instanceof String text && type == java.nio.file.Path.class)
      return java.nio.file.Path.of(text);
    if (!type.isInstance(value)) return MISFIT;
    if (value instanceof List<?> list && element != null) {
      Object items = spread(list, element);
      return items == MISFIT ? MISFIT : Arrays.asList((Object[]) items);
    }
    return value;
  }

  private static Object shape(Collection<?> list) {
    return list.stream().allMatch(Long.class::isInstance)
        ? Shape.of(list.stream().mapToLong(size -> (Long) size).toArray())
        : MISFIT;
  }

  @SuppressWarnings("unchecked")
  private static Object functional(Evaluator.HostFunction f, Class<?> type) {
    int n = f.arity();
    if (type == UnaryOperator.class && (n == 1 || n < 0))
      return (UnaryOperator<Tensor>) x -> (Tensor) f.call(List.of(x));
    if (type == BinaryOperator.class && (n == 2 || n < 0))
      return (BinaryOperator<Tensor>) (x, y) -> (Tensor) f.call(List.of(x, y));
    if (type == Function.class && f.arity() != 0) {
      return (Function<Object, Object>)
          x ->
              result(
                  f.call(x instanceof List<?> list ? List.copyOf(list) : List.of(x)), List.class);
    }
    if (type == TensorFunction.class) return (TensorFunction) x -> (Tensor) f.call(List.copyOf(x));
    if (type == BiFunction.class) {
      return (BiFunction<Object, Object, Object>)
          (x, y) -> {
            List<Object> all = new ArrayList<>(List.of(x));
            if (y instanceof List<?> list) all.addAll(list);
            else all.add(y);
            return result(f.call(all), List.class);
          };
    }
    return MISFIT;
  }

  /** What a method of the host returns, as Java's method has to. */
  static Object result(Object value, Class<?> type) {
    if (type == void.class) return null;
    if (type == double.class && value instanceof Number number) return number.doubleValue();
    if (type == List.class && !(value instanceof List)) return List.of(value);
    return value;
  }

  private static Object invoke(Executable what, Object self, Object[] arguments) {
    try {
      if (what instanceof Method method) {
        method.setAccessible(true);
        return method.invoke(self, arguments);
      }
      return ((java.lang.reflect.Constructor<?>) what).newInstance(arguments);
    } catch (InvocationTargetException error) {
      if (error.getCause() instanceof RuntimeException cause) throw cause;
      if (error.getCause() instanceof Error cause) throw cause;
      throw new Mismatch(error.getCause().toString());
    } catch (ReflectiveOperationException error) {
      throw new Mismatch(error.toString());
    }
  }
}
