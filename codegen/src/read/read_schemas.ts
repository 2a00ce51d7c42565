/** Reads everything a generator run needs and gives the model, or an error that lists every problem. */
import { buildModel, type Source } from "../model/build.ts";
import type { Model } from "../model/model.ts";
import { filesIn, readJson } from "./files.ts";
import { lint } from "./lint.ts";
import { Problems } from "./problems.ts";
import { readAbi } from "./read_abi.ts";
import type { ClassRecord, FunctionRecord } from "./record.ts";
import { validator, type RecordName } from "./validate.ts";

export interface Locations {
  /** The repository's root: c-api/abi.yml and c-api/errors.yml stand below it. */
  readonly root: string;
  /** The folder with `functions/` and `classes/`, from the root. */
  readonly schemas: string;
}

export function readModel({ root, schemas }: Locations): Model {
  const problems = new Problems();
  const abi = readAbi(root, problems);
  const functions = records<FunctionRecord>(root, `${schemas}/functions`, "FunctionRecord", problems);
  const classes = records<ClassRecord>(root, `${schemas}/classes`, "ClassRecord", problems);
  lint(functions, classes, problems);
  if (!abi) problems.throwIfAny();
  const model = abi && buildModel(abi, functions, classes, problems);
  problems.throwIfAny();
  return model as Model;
}

function records<R>(root: string, folder: string, name: RecordName, problems: Problems): Source<R>[] {
  const validate = validator(name);
  return filesIn(root, folder, ".json").flatMap((file) => {
    const record = readJson(root, file, problems);
    return validate(record, file, problems) ? [{ file, record: record as R }] : [];
  });
}
