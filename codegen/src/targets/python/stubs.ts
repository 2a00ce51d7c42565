/** Type declarations beside each module. */
import { isTransform } from "../../lower/spread.ts";
import { isCounted, mapOf, sequenceOf } from "../../lower/sequence.ts";
import type { ClassModel, FunctionModel, Overridable } from "../../model/model.ts";
import { indent } from "../../print/text.ts";
import { isByHand, methodName, namer, overridableName } from "./names.ts";
import { baseOf } from "./classes.ts";
import { curried, form, printDef, printParameters, withProgress } from "./signature.ts";
import { acceptedType, givenType } from "./types.ts";

/** What a function gives back. */
export function resultType(f: FunctionModel): string {
  switch (f.result.kind) {
    case "nothing":
      return "None";
    case "record":
      return f.result.name;
    case "list":
    case "single":
      return givenType(f.result.output.type);
  }
}

export function functionStub(f: FunctionModel): string[] {
  const name = namer.function(f);
  if (!isTransform(f)) {
    return [
      ...printDef(name, withProgress(f, printParameters(form(f).parameters, true), true), ` -> ${resultType(f)}: ...`),
      ...f.aliases.map((alias) => `${alias} = ${name}`),
    ];
  }
  const { outer } = curried(f);
  return printDef(name, printParameters(outer, true), ` -> Callable[..., ${resultType(f)}]: ...`);
}

/** As a method of Tensor: its first input is the tensor, by whatever name. */
export function tensorMethodStub(f: FunctionModel): string[] {
  const [tensor, ...rest] = form(f).parameters;
  const name = namer.method(f);
  return [
    ...printDef(name, printParameters(rest, true, tensor?.name), ` -> ${resultType(f)}: ...`, "    "),
    ...f.aliases.map((alias) => `${alias} = ${name}`),
  ];
}

export function classStub(c: ClassModel): string[] {
  const methods = c.methods.filter((m) => !isByHand(m));
  const taken = new Set(c.methods.map(methodName));
  const body = [
    ...(c.constructorFunction
      ? printDef(
          "__init__",
          printParameters(form(c.constructorFunction).parameters, true, "self"),
          " -> None: ...",
          "    ",
        )
      : []),
    ...methods.flatMap((m) =>
      printDef(
        methodName(m),
        withProgress(m, printParameters(form(m).parameters, true, "self"), true),
        ` -> ${resultType(m)}: ...`,
        "    ",
      ),
    ),
    ...c.overridable.filter((o) => !taken.has(overridableName(c, o.name))).map((o) => overridableStub(c, o)),
    ...c.properties.flatMap((p) => {
      const name = namer.property(c.name, p.name);
      const read = ["@property", `def ${name}(self) -> ${givenType(p.type)}: ...`];
      const write = [`@${name}.setter`, `def ${name}(self, value: ${acceptedType(p.type)}) -> None: ...`];
      return p.access === "write" ? [...read, ...write] : read;
    }),
    ...containerStubs(c),
  ];
  const head = `class ${namer.class(c.name)}(${baseOf(c)}):`;
  const marked = c.kind === "final" ? ["@final"] : [];
  return body.length === 0 ? [...marked, `${head} ...`] : [...marked, head, ...indent(body, "    ")];
}

function containerStubs(c: ClassModel): string[] {
  const counted = isCounted(c) ? ["def __len__(self) -> int: ..."] : [];
  const sequence = sequenceOf(c);
  const map = mapOf(c);
  if (sequence) {
    const type = givenType(sequence.type);
    return [
      ...counted,
      "@overload",
      `def __getitem__(self, index: int) -> ${type}: ...`,
      "@overload",
      "def __getitem__(self, index: slice) -> Self: ...",
      `def __iter__(self) -> Iterator[${type}]: ...`,
    ];
  }
  if (map) {
    return [
      ...counted,
      `def __getitem__(self, name: str) -> ${givenType(map.type)}: ...`,
      "def __iter__(self) -> Iterator[str]: ...",
      "def __contains__(self, name: object) -> bool: ...",
    ];
  }
  if (c.iterates.kind === "none") return counted;
  return [...counted, `def __iter__(self) -> Iterator[${givenType(c.iterates)}]: ...`];
}

function overridableStub(c: ClassModel, o: Overridable): string {
  const parameters = o.parameters.map((p) => `${p.name}: ${givenType(p.type)}`);
  return `def ${overridableName(c, o.name)}(${["self", ...parameters].join(", ")}) -> ${acceptedType(o.returns)}: ...`;
}
