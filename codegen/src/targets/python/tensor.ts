/** What tensors can do by the schemas: methods, and functions that stand behind Python's operators. */
import type { FunctionModel, Model } from "../../model/model.ts";
import type { GeneratedFile } from "../../target.ts";
import { file, GENERATED, indent } from "../../print/text.ts";
import { lower } from "../../lower/lower.ts";
import { capabilities } from "./capabilities.ts";
import { FOLDER, STUB_IMPORTS } from "./modules.ts";
import { handleOf, isTensorMethod, moduleOf, namer } from "./names.ts";
import { tensorMethodStub } from "./stubs.ts";

const operatorOf = (f: FunctionModel): string => lower(f, capabilities, namer).operator;

export function operatorsFile(model: Model): GeneratedFile {
  const methods = model.functions.filter(isTensorMethod);
  const operators = model.functions.filter((f) => operatorOf(f) !== "");
  const modules = [...new Set([...methods, ...operators].map((f) => moduleOf(f.namespace)))].sort();
  const entries = methods.flatMap((f) =>
    [namer.method(f), ...f.aliases].map((name) => `    "${name}": ${moduleOf(f.namespace)}.${namer.function(f)},`),
  );
  return {
    path: `${FOLDER}/operators.py`,
    text: file([
      `# ${GENERATED}`,
      '"""Methods and operators of tensors."""',
      "",
      "from .._core import Tensor, set_operator",
      ...modules.map((module) => `from . import ${module}`),
      "",
      "METHODS = {",
      ...entries,
      "}",
      "",
      "",
      "def install():",
      '    """Adds them to the tensor type."""',
      "    for name, method in METHODS.items():",
      "        setattr(Tensor, name, method)",
      ...indent(
        operators.map((f) => {
          const key = f.arguments.find((a) => a.type.kind === "subscript");
          const position = operatorOf(f) === "setitem" && key ? `, ${key.position}` : "";
          return `set_operator("${operatorOf(f)}", ${moduleOf(f.namespace)}.${handleOf(f)}${position})`;
        }),
        "    ",
      ),
    ]),
  };
}

const SLOTS: Readonly<Record<string, readonly string[]>> = {
  "+": ["add", "radd"],
  "-": ["sub", "rsub"],
  "*": ["mul", "rmul"],
  "/": ["truediv", "rtruediv"],
  "//": ["floordiv", "rfloordiv"],
  "%": ["mod", "rmod"],
  "**": ["pow", "rpow"],
  "@": ["matmul", "rmatmul"],
  "&": ["and", "rand"],
  "|": ["or", "ror"],
  "^": ["xor", "rxor"],
  "<": ["lt"],
  "<=": ["le"],
  ">": ["gt"],
  ">=": ["ge"],
  "+=": ["iadd"],
  "-=": ["isub"],
  "*=": ["imul"],
  "/=": ["itruediv"],
  "**=": ["ipow"],
  "//=": ["ifloordiv"],
  "%=": ["imod"],
  "@=": ["imatmul"],
};

function operatorStub(f: FunctionModel): string[] {
  const symbol = operatorOf(f);
  switch (symbol) {
    case "":
      return [];
    case "==":
      return ["def __eq__(self, other: object, /) -> Tensor: ...  # type: ignore[override]"];
    case "!=":
      return ["def __ne__(self, other: object, /) -> Tensor: ...  # type: ignore[override]"];
    case "neg":
    case "abs":
    case "invert":
      return [`def __${symbol}__(self) -> Tensor: ...`];
    case "getitem":
      return ["def __getitem__(self, key: Subscript, /) -> Tensor: ..."];
    case "setitem":
      return ["def __setitem__(self, key: Subscript, value: ArrayLike | float, /) -> None: ..."];
    default:
      return (SLOTS[symbol] ?? []).map((slot) => {
        const modulus = slot.endsWith("pow") && slot !== "ipow" ? ", mod: None = None" : "";
        return `def __${slot}__(self, other: ArrayLike | float${modulus}, /) -> Tensor: ...`;
      });
  }
}

/** The class is the extension's; a module of its own gives its stub a place. */
export function tensorModule(): GeneratedFile {
  return {
    path: `${FOLDER}/tensor.py`,
    text: file([`# ${GENERATED}`, '"""The tensor class."""', "", "from .._core import Tensor as Tensor"]),
  };
}

export function tensorStub(model: Model): GeneratedFile {
  const classes = model.classes.map((c) => `from .${moduleOf(c.namespace)} import ${namer.class(c.name)}`);
  const records = model.records.map((r) => r.name);
  return {
    path: `${FOLDER}/tensor.pyi`,
    text: file([
      `# ${GENERATED}`,
      ...STUB_IMPORTS.filter((line) => !line.endsWith("import Tensor")),
      "from .._core import TensorBase",
      ...(records.length === 0 ? [] : [`from .records import ${records.join(", ")}`]),
      ...classes,
      "",
      "@final",
      "class Tensor(TensorBase):",
      ...indent(
        model.functions.flatMap((f) => [...operatorStub(f), ...(isTensorMethod(f) ? tensorMethodStub(f) : [])]),
        "    ",
      ),
    ]),
  };
}
