package io.mixgrad.conformance;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mixgrad.Device;
import io.mixgrad.Index;
import io.mixgrad.Mixgrad;
import io.mixgrad.Tensor;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Expressions of the plan. A function of the host is a {@link HostFunction} until a call says which
 * interface it is.
 */
final class Evaluator implements Program {
  /** A function over the plan's expressions. */
  interface HostFunction {
    Object call(List<Object> arguments);

    /** How many arguments it takes; -1 for a function of the package. */
    int arity();

    /** Whether it gives several results. */
    boolean givesList();
  }

  private final Map<String, Object> variables;

  Evaluator(Map<String, Object> variables) {
    this.variables = variables;
  }

  @Override
  public void seed(long seed) {
    Mixgrad.manualSeed(seed);
  }

  @Override
  public void let(String name, Object value) {
    variables.put(name, value);
  }

  @Override
  public Object plain(Object result) {
    if (result instanceof Tensor tensor)
      return Elements.found(tensor.dtype(), tensor.shape(), tensor.toByteArray());
    if (result instanceof List<?> list) {
      List<Object> out = new ArrayList<>();
      for (Object item : list) out.add(plain(item));
      return out;
    }
    if (result instanceof Map<?, ?> || result instanceof Record && !(result instanceof Device)) {
      Map<String, Object> out = fields(result);
      out.replaceAll((name, value) -> plain(value));
      return out;
    }
    return result;
  }

  private static Map<String, Object> fields(Object found) {
    Map<String, Object> out = new LinkedHashMap<>();
    if (found instanceof Map<?, ?> map) {
      map.forEach((key, value) -> out.put((String) key, value));
      return out;
    }
    if (!(found instanceof Record))
      throw new Mismatch("expected a record or a map, found " + found);
    for (RecordComponent component : found.getClass().getRecordComponents()) {
      try {
        out.put(component.getName(), component.getAccessor().invoke(found));
      } catch (ReflectiveOperationException error) {
        throw new Mismatch(error.toString());
      }
    }
    return out;
  }

  @Override
  public Object value(JsonObject expression) {
    String kind = expression.keySet().iterator().next();
    JsonElement body = expression.get(kind);
    switch (kind) {
      case "var":
        return variables.get(body.getAsString());
      case "tensor":
        Elements elements = Elements.of(body.getAsJsonObject());
        return Tensor.wrap(elements.memory(), elements.dtype(), elements.shape());
      case "null":
        return null;
      case "bool":
        return body.getAsBoolean();
      case "int":
        return body.getAsLong();
      case "float":
        return Compare.special(body);
      case "string":
        return body.getAsString();
      case "dtype":
        return Elements.dtype(body.getAsString());
      case "device":
        return body.getAsString().equals("cpu") ? Device.CPU : new Device(1, 0);
      case "path":
        return Path.of("build/conformance", body.getAsString());
      case "enum":
        return Calls.constant(body.getAsJsonObject());
      case "list":
        return list(body);
      case "map":
        return map(body.getAsJsonObject());
      case "bytes":
        return HexFormat.of().parseHex(body.getAsString());
      case "slice":
        return slice(body.getAsJsonObject());
      case "record":
        return record(body.getAsJsonObject());
      case "subscript":
        return subscript(body);
      case "function":
        return Calls.function(body.getAsJsonObject());
      case "host":
        return host(body.getAsJsonObject());
      default:
        return act(kind, body.getAsJsonObject());
    }
  }

  private Object act(String kind, JsonObject body) {
    switch (kind) {
      case "subclass":
        return subclass(body);
      case "call":
        return Calls.call(
            Calls.type(body.get("namespace").getAsString()),
            null,
            body.get("name").getAsString(),
            places(body),
            map(body.getAsJsonObject("named")));
      case "new":
        return Calls.construct(
            Calls.type(body.get("namespace").getAsString() + "." + body.get("name").getAsString()),
            places(body),
            map(body.getAsJsonObject("named")));
      case "method":
        {
          Object self = value(body.getAsJsonObject("self"));
          return Calls.call(
              self.getClass(),
              self,
              body.get("name").getAsString(),
              places(body),
              map(body.getAsJsonObject("named")));
        }
      case "operator":
        return operator(body);
      case "get":
        {
          Object of = value(body.getAsJsonObject("of"));
          return Calls.call(of.getClass(), of, body.get("name").getAsString(), List.of(), Map.of());
        }
      case "set":
        {
          Object of = value(body.getAsJsonObject("of"));
          String name = body.get("name").getAsString();
          List<Object> to = new ArrayList<>();
          to.add(value(body.getAsJsonObject("to")));
          return Calls.call(
              of.getClass(),
              of,
              "set" + name.substring(0, 1).toUpperCase() + name.substring(1),
              to,
              Map.of());
        }
      case "item":
        return ((List<?>) value(body.getAsJsonObject("of"))).get(body.get("index").getAsInt());
      case "field":
        return fields(value(body.getAsJsonObject("of"))).get(body.get("name").getAsString());
      case "key":
        return ((Map<?, ?>) value(body.getAsJsonObject("of"))).get(body.get("key").getAsString());
      case "iterate":
        {
          List<Object> out = new ArrayList<>();
          for (Object item : (Iterable<?>) value(body.getAsJsonObject("of"))) out.add(item);
          return out;
        }
      default:
        throw new Mismatch("the runner does not know the expression " + kind);
    }
  }

  private List<Object> list(JsonElement items) {
    List<Object> out = new ArrayList<>();
    for (JsonElement item : items.getAsJsonArray()) out.add(value(item.getAsJsonObject()));
    return out;
  }

  private List<Object> places(JsonObject call) {
    List<Object> out = new ArrayList<>();
    for (JsonElement item : call.getAsJsonArray("positional")) {
      JsonElement spread = item.getAsJsonObject().get("spread");
      if (spread != null) out.addAll(list(spread));
      else out.add(value(item.getAsJsonObject()));
    }
    return out;
  }

  private Map<String, Object> map(JsonObject entries) {
    Map<String, Object> out = new LinkedHashMap<>();
    for (String name : entries.keySet()) out.put(name, value(entries.getAsJsonObject(name)));
    return out;
  }

  private List<Index> subscript(JsonElement items) {
    List<Index> out = new ArrayList<>();
    for (JsonElement item : items.getAsJsonArray()) {
      if (item.isJsonPrimitive()) {
        out.add(
            Map.of("all", Index.ALL, "ellipsis", Index.ELLIPSIS, "newaxis", Index.NEW_AXIS)
                .get(item.getAsString()));
        continue;
      }
      JsonObject entry = item.getAsJsonObject();
      if (entry.has("at")) out.add(Index.at(entry.get("at").getAsLong()));
      else if (entry.has("tensor")) out.add(Index.at((Tensor) value(entry)));
      else if (entry.has("bool")) out.add(Index.at(entry.get("bool").getAsBoolean()));
      else out.add(slice(entry));
    }
    return out;
  }

  private static Index.Slice slice(JsonObject entry) {
    return new Index.Slice(bound(entry, "from"), bound(entry, "to"), bound(entry, "by"));
  }

  private Object record(JsonObject body) {
    return Calls.construct(
        Calls.type(body.get("namespace").getAsString() + "." + body.get("name").getAsString()),
        new ArrayList<>(map(body.getAsJsonObject("fields")).values()),
        Map.of());
  }

  private static Long bound(JsonObject entry, String name) {
    return entry.get(name).isJsonNull() ? null : entry.get(name).getAsLong();
  }

  private HostFunction host(JsonObject host) {
    List<String> parameters =
        host.getAsJsonArray("parameters").asList().stream().map(JsonElement::getAsString).toList();
    return new HostFunction() {
      @Override
      public Object call(List<Object> arguments) {
        Map<String, Object> inside = new LinkedHashMap<>(variables);
        for (int i = 0; i < parameters.size(); ++i) inside.put(parameters.get(i), arguments.get(i));
        return new Evaluator(inside).value(host.getAsJsonObject("body"));
      }

      @Override
      public int arity() {
        return parameters.size();
      }

      @Override
      public boolean givesList() {
        return host.getAsJsonObject("body").has("list");
      }
    };
  }

  private Object subclass(JsonObject body) {
    Map<String, HostFunction> methods = new LinkedHashMap<>();
    JsonObject given = body.getAsJsonObject("methods");
    for (String name : given.keySet())
      methods.put(name, (HostFunction) value(given.getAsJsonObject(name)));
    return Subclasses.derive(
        Calls.type(body.get("namespace").getAsString() + "." + body.get("name").getAsString()),
        methods);
  }

  /** Indexing, which Java writes as methods; it has no operators for tensors. */
  private Object operator(JsonObject body) {
    List<Object> operands = list(body.get("operands"));
    Tensor x = (Tensor) operands.get(0);
    Object[] index = ((List<?>) operands.get(1)).toArray();
    if (body.get("operator").getAsString().equals("getitem")) return x.get(index);
    if (operands.get(2) instanceof Tensor value) x.set(value, index);
    else x.set((Number) operands.get(2), index);
    return x;
  }
}
