/** What is no function: element types, enums, records, exceptions, and the tables that the runtime reads. */
import { upperCase } from "../../lower/names.ts";
import { errorName } from "../../lower/jvm.ts";
import type { Model, RecordModel } from "../../model/model.ts";
import { blockComment, indent, joined } from "../../print/text.ts";
import { isTensorList } from "./form.ts";
import { oneLine, prose } from "./javadoc.ts";
import { printValue } from "./literals.ts";
import { namer, packageOf, ROOT, spellings } from "./names.ts";
import type { Source } from "./source.ts";
import { converted, gottenType } from "./types.ts";

const INTERNAL = `${ROOT}.internal`;

export function tableSources(model: Model): Source[] {
  return [
    dtypes(model),
    ...enums(model),
    ...model.records.map((r) => record(r, resultRecords(model).has(r.name))),
    ...exceptions(model),
    errorTable(model),
    classTable(model),
    spellingTable(model),
  ];
}

function dtypes(model: Model): Source {
  const values = model.abi.enums.find((e) => e.name === "dtype")?.values ?? [];
  const constants = values.flatMap((v, i) => [
    ...oneLine(v.doc),
    `${upperCase(v.name)}(${v.value}, ${bytesOf(v.name)}, ${v.name.includes("float")})${i < values.length - 1 ? "," : ";"}`,
    "",
  ]);
  return {
    package: ROOT,
    name: "DType",
    lines: [
      "/** Types of a tensor's elements. */",
      "public enum DType {",
      ...indent([
        ...constants,
        "private static final DType[] BY_NUMBER = new DType[32];",
        "",
        "static {",
        "  for (DType dtype : values()) BY_NUMBER[dtype.number] = dtype;",
        "}",
        "",
        "private final int number;",
        "private final int bytes;",
        "private final boolean floating;",
        "",
        "DType(int number, int bytes, boolean floating) {",
        "  this.number = number;",
        "  this.bytes = bytes;",
        "  this.floating = floating;",
        "}",
        "",
        "/** The dtype of the engine's number. */",
        "public static DType of(int number) {",
        "  DType found = number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;",
        '  if (found == null) throw Errors.make("version", "the engine has a dtype that this package does not know: " + number);',
        "  return found;",
        "}",
        "",
        "/** The engine's number of it. */",
        "public int number() {",
        "  return number;",
        "}",
        "",
        "/** Bytes of an element. */",
        "public int bytes() {",
        "  return bytes;",
        "}",
        "",
        "/** Whether it is one of the floating-point types. */",
        "public boolean isFloating() {",
        "  return floating;",
        "}",
        "",
        "/** As in all languages, such as {@code float32}. */",
        "@Override",
        "public String toString() {",
        "  return name().toLowerCase(java.util.Locale.ROOT);",
        "}",
      ]),
      "}",
    ],
  };
}

const bytesOf = (name: string): number => Math.max(1, Number(/\d+$/.exec(name)?.[0] ?? 8) / 8);

function enums(model: Model): Source[] {
  return model.enums.map((e) => ({
    package: ROOT,
    name: e.name,
    lines: [
      `/** {@code ${e.values.map((v) => v.name).join("}, {@code ")}}. */`,
      `public enum ${e.name} implements EngineEnum {`,
      ...indent([
        ...e.values.flatMap((v, i) => [
          ...oneLine(v.description),
          `${upperCase(v.name)}(${v.value})${i < e.values.length - 1 ? "," : ";"}`,
          "",
        ]),
        "private final int number;",
        "",
        `${e.name}(int number) {`,
        "  this.number = number;",
        "}",
        "",
        "@Override",
        "public int number() {",
        "  return number;",
        "}",
      ]),
      "}",
    ],
  }));
}

/** Records that functions give: they are made of results; the others of maps. */
function resultRecords(model: Model): Set<string> {
  const members = model.classes.flatMap((c) => c.methods);
  return new Set([...model.functions, ...members].flatMap((f) => (f.result.kind === "record" ? [f.result.name] : [])));
}

function record(r: RecordModel, isResult: boolean): Source {
  const fields = r.fields.map((f) => ({ ...f, name: namer.property("", f.name), key: f.name }));
  const closings = fields.flatMap(({ name, type }) => {
    if (type.kind === "tensor") return [`  ${name}.close();`];
    return isTensorList(type) ? [`  ${name}.forEach(Tensor::close);`] : [];
  });
  const closes = isResult && closings.length > 0;
  const parents = [...(closes ? ["AutoCloseable"] : []), ...(isResult ? [] : ["EngineRecord"])];
  const members = [
    ...(closes ? ["/** Closes its tensors. */", "@Override", "public void close() {", ...closings, "}"] : []),
    ...(isResult
      ? []
      : [
          "/** The record of what the engine gave. */",
          `public static ${r.name} of(Object given) {`,
          "  Map<String, Object> map = Results.as(given);",
          `  return new ${r.name}(${fields.map((f) => converted(f.type, `map.get("${f.key}")`)).join(", ")});`,
          "}",
          "",
          "@Override",
          "public Map<String, Object> fields() {",
          "  Map<String, Object> map = new LinkedHashMap<>();",
          ...fields.map((f) => `  map.put("${f.key}", ${f.name});`),
          "  return map;",
          "}",
        ]),
  ];
  return {
    package: ROOT,
    name: r.name,
    lines: [
      ...blockComment([
        ...prose(r.description === "" ? `The fields of ${r.name}.` : r.description),
        "",
        ...fields.flatMap((f) =>
          prose(`@param ${f.name} ${f.description}`).map((line) => line.replace("&#64;param", "@param")),
        ),
      ]),
      ...joined(
        `public record ${r.name}(`,
        fields.map((f) => `${gottenType(f.type)} ${f.name}`),
        `)${parents.length > 0 ? ` implements ${parents.join(", ")}` : ""} {`,
      ),
      ...indent(members),
      "}",
    ],
  };
}

function exceptions(model: Model): Source[] {
  const { errors } = model.abi;
  return errors.map((e) => {
    const below = errors.filter((other) => other.parent === e.name).map((other) => errorName(other.name));
    const name = errorName(e.name);
    const kind = below.length > 0 ? "sealed" : "final";
    return {
      package: ROOT,
      name,
      lines: [
        ...oneLine(e.doc),
        ...joined(
          `public ${kind} class ${name} extends ${e.parent === "" ? "EngineException" : errorName(e.parent)}${below.length > 0 ? " permits " : ""}`,
          below,
          " {",
        ),
        ...indent([
          "private static final long serialVersionUID = 1;",
          "",
          "/** An error of the engine. */",
          `public ${name}(String message, Fields fields) {`,
          "  super(message, fields);",
          "}",
          "",
          "@Override",
          "public String code() {",
          `  return "${e.name}";`,
          "}",
        ]),
        "}",
      ],
    };
  });
}

function errorTable(model: Model): Source {
  const { errors } = model.abi;
  return {
    package: INTERNAL,
    name: "ErrorTable",
    lines: [
      "/** Exceptions by the engine's numbers. */",
      "final class ErrorTable {",
      ...indent([
        "private ErrorTable() {}",
        "",
        "static MixgradException make(int code, String message, EngineException.Fields fields) {",
        "  switch (code) {",
        ...errors
          .filter((e) => e.parent !== "")
          .flatMap((e) => [`    case ${e.code}:`, `      return new ${errorName(e.name)}(message, fields);`]),
        "    default:",
        "      return new MixgradException(message, fields);",
        "  }",
        "}",
        "",
        "static int code(String name) {",
        "  switch (name) {",
        ...errors.flatMap((e) => [`    case "${e.name}":`, `      return ${e.code};`]),
        "    default:",
        "      throw new IllegalArgumentException(name);",
        "  }",
        "}",
      ]),
      "}",
    ],
  };
}

function classTable(model: Model): Source {
  return {
    package: INTERNAL,
    name: "ClassTable",
    lines: [
      "/** Classes by the engine's names. */",
      "final class ClassTable {",
      ...indent([
        "static final Map<String, Class<? extends EngineObject>> CLASSES =",
        "    Map.ofEntries(",
        ...model.classes.map(
          (c, i) =>
            `        Map.entry("${c.name}", ${packageOf(c)}.${namer.class(c.name)}.class)${i < model.classes.length - 1 ? "," : ");"}`,
        ),
        ...(model.classes.length === 0 ? ["    );"] : []),
        "",
        "private ClassTable() {}",
      ]),
      "}",
    ],
  };
}

function spellingTable(model: Model): Source {
  const lines = spellings(model);
  return {
    package: INTERNAL,
    name: "Spellings",
    lines: [
      "/** How names are spelled in the engine's messages. */",
      "final class Spellings {",
      ...indent([
        "static final String NAMES =",
        ...lines.map(
          (line, i) => `    ${printValue(`${line}\n`, { kind: "string" })}${i < lines.length - 1 ? " +" : ";"}`,
        ),
        ...(lines.length === 0 ? ['    "";'] : []),
        "",
        "private Spellings() {}",
      ]),
      "}",
    ],
  };
}
