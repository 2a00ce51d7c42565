/** The target over given languages, so that its goldens do not change with every real one. */
import type { Typing } from "../../lower/typing.ts";
import type { Model } from "../../model/model.ts";
import { GENERATED } from "../../print/text.ts";
import type { GeneratedFile, Target } from "../../target.ts";
import { typedCalls } from "./calls.ts";

const FOLDER = "build/conformance/typed";

export interface TypedLanguage {
  readonly name: string;
  readonly typing: Typing;
}

export function typedTarget(languages: readonly TypedLanguage[]): Target {
  return {
    name: "typed_calls",
    owns: [FOLDER],
    built: true,
    files: (model) => languages.flatMap((language) => filesOf(language, model)),
  };
}

/** The calls as a source of the language, and what the compiler has to say to which line. */
function filesOf({ name, typing }: TypedLanguage, model: Model): GeneratedFile[] {
  const calls = typedCalls(model, typing);
  const before = typing.before(model);
  const source = `${FOLDER}/${typing.path}`;
  const lines = [...before, ...calls.map((call) => typing.indent + call.text), ...typing.after];
  const list = calls.map(({ subject, what, compiles }, i) =>
    JSON.stringify({ line: before.length + 1 + i, subject, what, compiles }),
  );
  const head = `"generated": ${JSON.stringify(GENERATED)},\n  "source": ${JSON.stringify(source)}`;
  return [
    { path: source, text: `${lines.join("\n")}\n` },
    { path: `${FOLDER}/${name}.json`, text: `{\n  ${head},\n  "calls": [\n    ${list.join(",\n    ")}\n  ]\n}\n` },
  ];
}
