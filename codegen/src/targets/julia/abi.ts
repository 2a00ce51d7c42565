/** The C ABI in Julia: structs, the numbers of enums, and one `ccall` for each function. */
import type { AbiField, AbiFunction, AbiModel, AbiParameter, AbiType } from "../../model/abi.ts";
import type { Model } from "../../model/model.ts";
import type { GeneratedFile } from "../../target.ts";
import { pascalCase, upperCase } from "../../lower/names.ts";
import { file, GENERATED, indent, joined } from "../../print/text.ts";
import { FOLDER } from "./layout.ts";

const SCALARS = {
  void: "Cvoid",
  bool: "Int32",
  int32: "Int32",
  uint32: "UInt32",
  int64: "Int64",
  size: "Csize_t",
  double: "Float64",
} as const;

function cType(type: AbiType): string {
  switch (type.kind) {
    case "scalar":
      return SCALARS[type.name];
    case "pointer":
    case "handle":
    case "callback":
      return "Ptr{Cvoid}";
    case "string":
      return "Cstring";
    case "enum":
      return "Int32";
    case "struct":
      return pascalCase(type.name);
    case "elements":
      return `Ptr{${cType(type.of)}}`;
  }
}

function parameterType(p: AbiParameter): string {
  const type = cType(p.type);
  return p.direction !== "in" && p.type.kind !== "elements" ? `Ptr{${type === "Cstring" ? "Ptr{UInt8}" : type}}` : type;
}

/** All members of the only union are eight bytes: its bits are kept, and read as what `kind` says. */
function fieldType(f: AbiField): string {
  const type = f.union.length > 0 ? "UInt64" : cType(f.type).replace("Cstring", "Ptr{UInt8}");
  return f.count > 1 ? `NTuple{${f.count},${type}}` : type;
}

function functionLines(
  name: string,
  symbol: string,
  returns: string,
  parameters: readonly { name: string; type: string }[],
): string[] {
  const names = parameters.map((p) => p.name);
  const types = parameters.map((p) => p.type);
  const list = `(${types.join(", ")}${types.length === 1 ? "," : ""})`;
  return [
    `const _${symbol} = Ref{Ptr{Cvoid}}(C_NULL)`,
    `@inline ${name}(${names.join(", ")}) =`,
    ...indent(joined("ccall(", [`_${symbol}[]`, returns, list, ...names], ")", 108, "    "), "    "),
  ];
}

function abiFunction(f: AbiFunction): string[] {
  const returns = f.fallible ? "Ptr{Cvoid}" : cType(f.returns);
  const parameters = f.parameters.map((p) => ({ name: p.name === "function" ? "fn" : p.name, type: parameterType(p) }));
  return functionLines(f.name, f.symbol, returns, parameters);
}

function lifetimes(abi: AbiModel): string[] {
  return abi.handles.flatMap((h) =>
    (["retain", "release"] as const)
      .filter((verb) => h[verb])
      .flatMap((verb) =>
        functionLines(`${h.name}_${verb}`, `${abi.prefix}_${h.name}_${verb}`, "Cvoid", [
          { name: "handle", type: "Ptr{Cvoid}" },
        ]),
      ),
  );
}

export function abiFile({ abi }: Model): GeneratedFile {
  return {
    path: `${FOLDER}/abi.jl`,
    text: file([
      `# ${GENERATED}`,
      '"""',
      "The C ABI as it is: handles are pointers, a fallible function returns a status or a null pointer. `load` fills in the",
      "addresses of the functions.",
      '"""',
      "module ABI",
      "",
      `const library = "lib${abi.prefix}.so.${abi.version.major}"`,
      `const VERSION = ${abi.version.major * 1000 + abi.version.minor}`,
      `const RELEASE = "${abi.version.major}.${abi.version.minor}.${abi.version.patch}"`,
      "",
      ...abi.enums.flatMap((e) => [
        ...e.values.map((v) => `const ${upperCase(e.name)}_${upperCase(v.name)} = Int32(${v.value})`),
        "",
      ]),
      ...abi.structs.flatMap((s) => [
        `struct ${pascalCase(s.name)}`,
        ...(s.sized ? ["    struct_size::Csize_t"] : []),
        ...s.fields.map((f) => `    ${f.name}::${fieldType(f)}`),
        "end",
        "",
      ]),
      ...lifetimes(abi),
      ...abi.functions.flatMap(abiFunction),
      "",
      '"Looks up each function with `find(name)`, which gives its address."',
      "function load(find)",
      ...abi.symbols.map((symbol) => `    _${symbol}[] = find(:${symbol})`),
      "end",
      "",
      "end",
    ]),
  };
}
