/** What dotted functions call: `relu.(x)`, `x .+ y`. */
import { isTransform } from "../../lower/spread.ts";
import type { FunctionModel, Model } from "../../model/model.ts";
import type { GeneratedFile } from "../../target.ts";
import { isTensor } from "../../model/types.ts";
import { file, GENERATED } from "../../print/text.ts";
import { FOLDER } from "./layout.ts";
import { namer, qualified } from "./names.ts";

/** Julia's functions over numbers that are elementwise functions of the engine by another name. */
const DOTTED: Readonly<Record<string, readonly string[]>> = {
  add: ["Base.:+"],
  subtract: ["Base.:-"],
  multiply: ["Base.:*"],
  divide: ["Base.:/"],
  pow: ["Base.:^"],
  negative: ["Base.:-"],
  floor_divide: ["Base.fld"],
  remainder: ["Base.mod"],
  equal: ["Base.:(==)"],
  not_equal: ["Base.:(!=)"],
  less: ["Base.:<"],
  less_equal: ["Base.:<="],
  greater: ["Base.:>"],
  greater_equal: ["Base.:>="],
  square: ["Base.abs2"],
  where: ["Base.ifelse"],
  clip: ["Base.clamp"],
};

/** In place, for `x .+= y`. */
const IN_PLACE: Readonly<Record<string, string>> = {
  add_: "Base.:+",
  subtract_: "Base.:-",
  multiply_: "Base.:*",
  divide_: "Base.:/",
};

/** Elementwise functions of one to three tensors whose other arguments are optional. */
function places(f: FunctionModel): string[] {
  if (f.name in DOTTED || f.traits.includes("elementwise")) {
    const all = f.arguments.filter((a) => isTensor(a.type));
    return f.arguments.every((a) => isTensor(a.type) || !a.required) ? all.map((a) => namer.parameter(f, a)) : [];
  }
  return [];
}

function lines(f: FunctionModel): string[] {
  const names = places(f);
  if (names.length === 0 || f.name.endsWith("_") || isTransform(f)) return [];
  const own = namer.function(f);
  const optional = f.name === "clip" ? "; max = max" : "";
  const call = `${own}(${(optional ? names.slice(0, -1) : names).join(", ")}${optional})`;
  const logical = f.name.startsWith("logical_");
  const functions = logical ? [own] : [qualified(own), ...(DOTTED[f.name] ?? [])];
  return functions.map((name) => `dotted(::typeof(${name}), ${names.join(", ")}) = ${call}`);
}

export function operatorsFile(model: Model): GeneratedFile {
  return {
    path: `${FOLDER}/operators.jl`,
    text: file([
      `# ${GENERATED}`,
      "# What dotted functions call.",
      "",
      ...model.functions.flatMap(lines),
      "",
      ...model.functions.flatMap((f) =>
        IN_PLACE[f.name] ? [`dotted!(::typeof(${IN_PLACE[f.name]}), x, y) = ${namer.function(f)}(x, y)`] : [],
      ),
    ]),
  };
}
