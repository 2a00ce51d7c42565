/** What JSON Schema can't say: words that must not be empty, names that some language reserves, names taken twice. */
import { memberRecords, type Source } from "../model/build.ts";
import type { Problems } from "./problems.ts";
import type { ClassRecord, FunctionRecord, TypeRecord } from "./record.ts";
import { reservedIn } from "./reserved_words.ts";

const SNAKE = /^[a-z][a-z0-9]*(_[a-z0-9]+)*_?$/;
const PASCAL = /^[A-Z][A-Za-z0-9]*$/;
const PARAMETER = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

export function lint(
  functions: readonly Source<FunctionRecord>[],
  classes: readonly Source<ClassRecord>[],
  problems: Problems,
): void {
  for (const { file, record } of functions) {
    checkFile(file, record.name, problems);
    lintFunction(file, "", record, problems);
    if (!SNAKE.test(record.name)) problems.add(file, "/name", `"${record.name}" is not snake_case`);
  }
  for (const { file, record } of classes) {
    checkFile(file, record.name, problems);
    lintClass(file, record, problems);
  }
  duplicates([...functions, ...classes], problems);
}

function checkFile(file: string, name: string, problems: Problems): void {
  if (!file.endsWith(`/${name}.json`)) problems.add(file, "/name", `"${name}" does not stand in ${name}.json`);
}

function text(file: string, path: string, value: string, problems: Problems): void {
  if (value.trim() === "") problems.add(file, path, "is empty");
}

function lintFunction(file: string, path: string, f: FunctionRecord, problems: Problems): void {
  text(file, `${path}/summary`, f.summary, problems);
  text(file, `${path}/description`, f.description, problems);
  const all = [
    ...f.inputs.map((a, i) => ({ ...a, path: `${path}/inputs/${i}`, required: a.optional !== true })),
    ...f.attributes.map((a, i) => ({ ...a, path: `${path}/attributes/${i}`, required: a.default === undefined })),
  ];
  for (const [i, argument] of all.entries()) {
    text(file, `${argument.path}/description`, argument.description, problems);
    if (!PARAMETER.test(argument.name)) {
      problems.add(file, `${argument.path}/name`, `"${argument.name}" is not snake_case`);
    }
    const languages = reservedIn(argument.name);
    if (languages.length > 0) {
      problems.add(file, `${argument.path}/name`, `"${argument.name}" is reserved in ${languages.join(", ")}`);
    }
    if (all.findIndex((other) => other.name === argument.name) !== i) {
      problems.add(file, `${argument.path}/name`, `duplicate argument "${argument.name}"`);
    }
    lintType(file, `${argument.path}/type`, argument.type, problems);
  }
  lintPositional(file, path, f, all, problems);
  for (const [i, o] of f.outputs.entries()) text(file, `${path}/outputs/${i}/description`, o.description, problems);
  for (const [i, o] of f.outputs.entries()) {
    if (f.outputs.findIndex((other) => other.name === o.name) !== i) {
      problems.add(file, `${path}/outputs/${i}/name`, `duplicate output "${o.name}"`);
    }
  }
  const [first] = f.outputs;
  const object = f.outputs.length === 1 && first?.type.kind === "object" && f.name.includes(".");
  if (f.keeps_self && (!object || f.blocking === "io" || f.blocking === "long")) {
    problems.add(file, `${path}/keeps_self`, "is of a method that gives one object at once");
  }
  for (const [i, e] of f.errors.entries()) text(file, `${path}/errors/${i}/when`, e.when, problems);
  if (f.gradient.kind === "none") text(file, `${path}/gradient/why`, f.gradient.why, problems);
}

/** Required arguments are positional, plus at most one optional one. */
function lintPositional(
  file: string,
  path: string,
  f: FunctionRecord,
  all: readonly { name: string; path: string; required: boolean }[],
  problems: Problems,
): void {
  if (f.positional > all.length) {
    problems.add(file, `${path}/positional`, `${f.positional} of ${all.length} arguments`);
  }
  const optional = all.slice(0, f.positional).filter((a) => !a.required);
  if (optional.length > 1) {
    const names = optional.map((a) => a.name).join(", ");
    problems.add(file, `${path}/positional`, `at most one optional argument may be positional, not ${names}`);
  }
  const leading = all.slice(0, f.positional);
  const firstOptional = leading.findIndex((a) => !a.required);
  for (const [i, a] of leading.entries()) {
    if (a.required && firstOptional >= 0 && i > firstOptional) {
      problems.add(file, a.path, `required "${a.name}" stands after an optional positional argument`);
    }
  }
}

function lintType(file: string, path: string, type: TypeRecord, problems: Problems): void {
  if (type.kind === "list" || type.kind === "map" || type.kind === "optional") {
    lintType(file, `${path}/of`, type.of, problems);
  }
  if (type.kind === "enum") {
    for (const [i, v] of type.values.entries()) {
      text(file, `${path}/values/${i}/description`, v.description, problems);
      const same = type.values.findIndex((other) => other.name === v.name || other.value === v.value);
      if (same !== i) problems.add(file, `${path}/values/${i}`, `duplicate "${v.name}" = ${v.value}`);
    }
  }
  if (type.kind === "record") {
    for (const [i, field] of type.fields.entries()) {
      text(file, `${path}/fields/${i}/description`, field.description, problems);
      lintType(file, `${path}/fields/${i}/type`, field.type, problems);
    }
  }
}

function lintClass(file: string, c: ClassRecord, problems: Problems): void {
  if (!PASCAL.test(c.name)) problems.add(file, "/name", `"${c.name}" is not PascalCase`);
  text(file, "/summary", c.summary, problems);
  text(file, "/description", c.description, problems);
  for (const { path, f } of memberRecords(c)) {
    lintFunction(file, path, f, problems);
    const [owner, member = "", ...more] = f.name.split(".");
    const wanted = path === "/constructor_" ? member === "new" : member !== "new";
    if (owner !== c.name || more.length > 0 || !wanted || !SNAKE.test(member)) {
      const form = path === "/constructor_" ? `${c.name}.new` : `${c.name}.method`;
      problems.add(file, `${path}/name`, `"${f.name}" is not of the form ${form}`);
    }
  }
  for (const [i, p] of c.properties.entries()) {
    text(file, `/properties/${i}/description`, p.description, problems);
    lintType(file, `/properties/${i}/type`, p.type, problems);
  }
  for (const [i, p] of c.parameters.entries()) text(file, `/parameters/${i}/description`, p.description, problems);
  for (const [i, o] of (c.overridable ?? []).entries()) {
    text(file, `/overridable/${i}/description`, o.description, problems);
  }
  const members = [
    ...c.methods.map((m, i) => ({ name: m.name.split(".").pop() ?? "", path: `/methods/${i}/name` })),
    ...c.properties.map((p, i) => ({ name: p.name, path: `/properties/${i}/name` })),
  ];
  for (const [i, m] of members.entries()) {
    if (members.findIndex((other) => other.name === m.name) !== i) {
      problems.add(file, m.path, `duplicate member "${m.name}"`);
    }
  }
  for (const [i, name] of c.keeps_alive.entries()) {
    const f = c.constructor_;
    const known = f && [...f.inputs, ...f.attributes].some((a) => a.name === name);
    if (!known) problems.add(file, `/keeps_alive/${i}`, `the constructor has no argument "${name}"`);
  }
}

/** Names and aliases are one space; classes differ from each other by more than case, for disks that ignore it. */
function duplicates(sources: readonly Source<FunctionRecord | ClassRecord>[], problems: Problems): void {
  const taken = new Map<string, string>();
  const take = (key: string, name: string, file: string, path: string): void => {
    const other = taken.get(key);
    if (other !== undefined) problems.add(file, path, `"${name}" is already taken by ${other}`);
    else taken.set(key, file);
  };
  for (const { file, record } of sources) {
    const key = record.record === "class" ? `class ${record.name.toLowerCase()}` : record.name;
    take(key, record.name, file, "/name");
  }
  for (const { file, record } of sources) {
    if (record.record === "class") continue;
    for (const [i, alias] of (record.aliases ?? []).entries()) take(alias, alias, file, `/aliases/${i}`);
  }
}
