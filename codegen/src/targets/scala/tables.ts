/** Constants of enums, records, aliases of the Java package's values, and which class stands for which of the engine's. */
import { pascalCase, upperCase } from "../../lower/names.ts";
import { errorName } from "../../lower/jvm.ts";
import type { Model, RecordModel } from "../../model/model.ts";
import type { Field } from "../../model/types.ts";
import { file, indent } from "../../print/text.ts";
import { HEAD } from "./functions.ts";
import { classType, namer } from "./names.ts";
import { oneLine, recordComment } from "./scaladoc.ts";
import { converted, gottenType } from "./types.ts";

export function constantsFile(model: Model): string {
  const dtypes = model.abi.enums.find((e) => e.name === "dtype")?.values ?? [];
  return file([
    HEAD,
    "package mixgrad",
    "",
    "/** Element types. */",
    "type DType = io.mixgrad.DType",
    "/** Element types. */",
    "object DType {",
    ...indent(
      dtypes.flatMap((v) => [
        ...oneLine(v.doc),
        `val ${pascalCase(v.name)}: DType = io.mixgrad.DType.${upperCase(v.name)}`,
      ]),
    ),
    "}",
    ...model.enums.flatMap((e) => [
      "",
      `/** ${e.values.map((v) => `\`${v.name}\``).join(", ")}. */`,
      `type ${e.name} = io.mixgrad.${e.name}`,
      `/** ${e.values.map((v) => `\`${v.name}\``).join(", ")}. */`,
      `object ${e.name} {`,
      ...indent(
        e.values.flatMap((v) => [
          ...oneLine(v.description),
          `val ${pascalCase(v.name)}: ${e.name} = io.mixgrad.${e.name}.${upperCase(v.name)}`,
        ]),
      ),
      "}",
    ]),
    "",
    ...model.abi.errors.flatMap((e) => [
      ...oneLine(e.doc),
      `type ${errorName(e.name)} = io.mixgrad.${errorName(e.name)}`,
    ]),
  ]);
}

export function recordsFile(model: Model): string {
  const members = model.classes.flatMap((c) => c.methods);
  const results = new Set(
    [...model.functions, ...members].flatMap((f) => (f.result.kind === "record" ? [f.result.name] : [])),
  );
  const records = model.records.flatMap((r) => record(r, results.has(r.name)));
  return file([HEAD, "package mixgrad", "", "import mixgrad.internal.Values", "", ...records]);
}

/** Records that functions give are made of results; the others of maps, and become maps again. */
function record(r: RecordModel, isResult: boolean): string[] {
  const optional = (f: Field): string => (f.type.kind === "optional" && !isResult ? " = None" : "");
  const fields = r.fields.map((f) => `${namer.variable(f.name)}: ${gottenType(f.type)}${optional(f)}`);
  const values = r.fields.map((f, i) => converted(f.type, isResult ? `all(${i})` : `all.get("${f.name}")`));
  const entries = r.fields.map((f) => `"${f.name}" -> ${namer.variable(f.name)}`);
  const body = isResult
    ? [`final case class ${r.name}(${fields.join(", ")})`]
    : [
        `final case class ${r.name}(${fields.join(", ")}) {`,
        `  private[mixgrad] def fields: Map[String, Any] = Map(${entries.join(", ")})`,
        "}",
      ];
  return [
    ...recordComment(r),
    ...body,
    `object ${r.name} {`,
    `  private[mixgrad] def of(results: AnyRef): ${r.name} = {`,
    `    val all = results.asInstanceOf[${isResult ? "Array[AnyRef]" : "java.util.Map[String, AnyRef]"}]`,
    `    ${r.name}(${values.join(", ")})`,
    "  }",
    "}",
    "",
  ];
}

export function wrappersFile(model: Model): string {
  return file([
    HEAD,
    "package mixgrad.internal",
    "",
    "import mixgrad.*",
    "import scala.jdk.CollectionConverters.*",
    "",
    "private[mixgrad] object Wrappers {",
    "  private val classes: Map[String, Class[? <: io.mixgrad.EngineObject]] = Map(",
    ...model.classes.map((c) => `    "${c.name}" -> classOf[${classType(c.name, c.namespace)}],`),
    "  )",
    "",
    "  /** What stands for the engine's tensors and objects in this package. */",
    "  val own: io.mixgrad.internal.Wrappers = io.mixgrad.internal.Wrappers(raw => Tensor.of(raw), classes.asJava)",
    "}",
  ]);
}
