/** How a type of the ABI is spelled in C. */
import type { AbiField, AbiModel, AbiParameter, AbiType } from "../../model/abi.ts";

const SCALARS = {
  void: "void",
  bool: "int32_t",
  int32: "int32_t",
  uint32: "uint32_t",
  int64: "int64_t",
  size: "size_t",
  double: "double",
} as const;

export function cType(type: AbiType, abi: AbiModel): string {
  switch (type.kind) {
    case "scalar":
      return SCALARS[type.name];
    case "pointer":
      return "void*";
    case "string":
      return "const char*";
    case "handle":
      return `${abi.prefix}_${type.name}*`;
    case "struct":
    case "callback":
      return `${abi.prefix}_${type.name}`;
    case "enum":
      return "int32_t";
    case "elements":
      return `${type.constant ? "const " : ""}${cType(type.of, abi)}*`;
  }
}

/** Out parameters are addresses; an in_out array is one already. */
export function cParameter(parameter: AbiParameter, abi: AbiModel): string {
  const type = cType(parameter.type, abi);
  const address = parameter.direction !== "in" && parameter.type.kind !== "elements";
  return `${type}${address ? "*" : ""} ${parameter.name}`;
}

export function cParameters(parameters: readonly AbiParameter[], abi: AbiModel): string {
  return parameters.length === 0 ? "void" : parameters.map((p) => cParameter(p, abi)).join(", ");
}

export function cField(field: AbiField, abi: AbiModel): string {
  return `${cType(field.type, abi)} ${field.name}${field.count > 1 ? `[${field.count}]` : ""};`;
}

export function constant(abi: AbiModel, ...words: string[]): string {
  return [abi.prefix, ...words].join("_").toUpperCase();
}
