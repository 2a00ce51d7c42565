/** Constants of enums, records, aliases of the Java package's values, and which class stands for which of the engine's. */
import { pascalCase, upperCase } from "../../lower/names.ts";
import { errorName } from "../../lower/jvm.ts";
import type { Model, RecordModel } from "../../model/model.ts";
import { file, indent } from "../../print/text.ts";
import { HEAD } from "./functions.ts";
import { classType, namer } from "./names.ts";
import { oneLine } from "./scaladoc.ts";
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
  return file([HEAD, "package mixgrad", "", "import mixgrad.internal.Values", "", ...model.records.flatMap(record)]);
}

function record(r: RecordModel): string[] {
  const fields = r.fields.map((f) => `${namer.variable(f.name)}: ${gottenType(f.type)}`);
  const values = r.fields.map((f, i) => converted(f.type, `all(${i})`));
  return [
    ...oneLine(r.description),
    `final case class ${r.name}(${fields.join(", ")})`,
    `object ${r.name} {`,
    `  private[mixgrad] def of(results: AnyRef): ${r.name} = {`,
    "    val all = results.asInstanceOf[Array[AnyRef]]",
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
