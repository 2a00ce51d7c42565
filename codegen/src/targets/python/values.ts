/** Errors, dtypes, records and enums. */
import type { Model } from "../../model/model.ts";
import type { GeneratedFile } from "../../target.ts";
import { file, GENERATED, indent, sentence } from "../../print/text.ts";
import { shortDoc } from "./docstrings.ts";
import { FOLDER, STUB_IMPORTS } from "./modules.ts";
import { builtInBase, errorClass, moduleOf, namer } from "./names.ts";
import { givenType } from "./types.ts";

export function errorsFile(model: Model): GeneratedFile {
  const errors = model.abi.errors.filter((e) => e.parent !== "");
  const names = [...errors.map((e) => errorClass(e.name)), errorClass("error")].sort();
  return {
    path: `${FOLDER}/errors.py`,
    text: file([
      `# ${GENERATED}`,
      '"""The errors of mixgrad. Each is an MgError and, where Python has one of that kind, an error of Python."""',
      "",
      "from .._runtime.errors import MgError as MgError",
      "",
      "__all__ = [",
      ...names.map((name) => `    "${name}",`),
      "]",
      "",
      ...errors.flatMap((e) => {
        const bases = [errorClass(e.parent), builtInBase(e)].filter((base) => base !== "");
        return [
          "",
          `class ${errorClass(e.name)}(${bases.join(", ")}):`,
          ...indent([...shortDoc(e.doc), "", `code = "${e.name}"`], "    "),
          "",
        ];
      }),
      "",
      "ERRORS: dict[int, type[MgError]] = {",
      ...errors.map((e) => `    ${e.code}: ${errorClass(e.name)},`),
      "}",
    ]),
  };
}

export function dtypesFile(model: Model): GeneratedFile {
  const values = model.abi.enums.find((e) => e.name === "dtype")?.values ?? [];
  return {
    path: `${FOLDER}/dtypes.py`,
    text: file([
      `# ${GENERATED}`,
      '"""Element types."""',
      "",
      "from .._runtime.dtypes import DType",
      "",
      ...values.flatMap((v) => [`${v.name} = DType("${v.name}", ${v.value})`, ...shortDoc(sentence(v.doc))]),
      "",
      "DTYPES: dict[str, DType] = {",
      ...values.map((v) => `    "${v.name}": ${v.name},`),
      "}",
    ]),
  };
}

/** Records are named tuples, so they unpack; enums are tables from the wire's numbers to their names. */
export function recordsFiles(model: Model): GeneratedFile[] {
  const head = (stub: boolean): string[] => [
    `# ${GENERATED}`,
    ...(stub
      ? STUB_IMPORTS
      : ['"""Named tuples that functions return, and the names of enums."""', "", "from typing import Any"]),
    "from typing import NamedTuple",
    ...(stub ? model.classes.map((c) => `from .${moduleOf(c.namespace)} import ${namer.class(c.name)}`) : []),
    "",
  ];
  const records = (stub: boolean): string[] =>
    model.records.flatMap((r) => [
      "",
      `class ${r.name}(NamedTuple):`,
      ...indent(
        [
          ...(stub
            ? []
            : [
                ...shortDoc(
                  r.description === "" ? `A record: ${r.fields.map((f) => f.name).join(", ")}.` : r.description,
                ),
                "",
              ]),
          ...r.fields.flatMap((f) => [
            `${f.name}: ${stub ? givenType(f.type) : "Any"}`,
            ...(stub ? [] : shortDoc(f.description)),
          ]),
        ],
        "    ",
      ),
      "",
    ]);
  const enums = model.enums.flatMap((e) => [
    "",
    `_${e.name} = {${e.values.map((v) => `${v.value}: "${v.name}"`).join(", ")}}`,
  ]);
  return [
    { path: `${FOLDER}/records.py`, text: file([...head(false), ...records(false), ...enums]) },
    { path: `${FOLDER}/records.pyi`, text: file([...head(true), ...records(true)]) },
  ];
}
