/** Runs targets over a model and compares what they print with the disk: the plan that `generate` writes or checks. */
import type { Model } from "./model/model.ts";
import { NameError } from "./lower/names.ts";
import { Problems } from "./read/problems.ts";
import type { Target } from "./target.ts";
import { difference, type Plan } from "./write/plan.ts";

/** Prints every target before anything is compared or written; what targets find wrong is collected. */
export function plan(root: string, model: Model, targets: readonly Target[]): Plan {
  const problems = new Problems();
  const files = new Map<string, string>();
  for (const target of targets) {
    for (const file of print(target, model, problems)) {
      if (files.has(file.path)) problems.add(file.path, "", `printed twice, the second time by target ${target.name}`);
      if (!target.owns.some((own) => file.path === own || file.path.startsWith(`${own}/`))) {
        problems.add(file.path, "", `is not among what target ${target.name} owns`);
      }
      files.set(file.path, file.text);
    }
  }
  problems.throwIfAny();
  return difference(
    root,
    files,
    targets.flatMap((t) => t.owns),
  );
}

function print(target: Target, model: Model, problems: Problems): ReturnType<Target["files"]> {
  try {
    return target.files(model);
  } catch (error) {
    if (!(error instanceof NameError)) throw error;
    problems.add(`codegen/src/targets/${target.name}/names.ts`, "", error.message);
    return [];
  }
}
