/** Checks what was read against the JSON Schema that `npm run record-schema` derives from the record types. */
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import abiSchema from "./abi_record.schema.json" with { type: "json" };
import schema from "./record.schema.json" with { type: "json" };
import type { Problems } from "./problems.ts";

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, discriminator: false });
ajv.addSchema(schema, "record");
ajv.addSchema(abiSchema, "abi");

export type RecordName = "FunctionRecord" | "ClassRecord" | "AbiRecord" | "ErrorsRecord";

/** A function that checks one document, adds what is wrong to the problems and says whether it was sound. */
export function validator(name: RecordName): (document: unknown, file: string, problems: Problems) => boolean {
  const home = name === "AbiRecord" || name === "ErrorsRecord" ? "abi" : "record";
  const validate = ajv.getSchema(`${home}#/definitions/${name}`) as ValidateFunction;
  return (document, file, problems) => {
    if (document === undefined) return false;
    if (validate(document)) return true;
    for (const error of deepest(validate.errors ?? [])) problems.add(file, error.instancePath, describe(error));
    return false;
  };
}

/** A union reports the failures of all its members; those farthest inside say what was meant. */
function deepest(errors: readonly ErrorObject[]): ErrorObject[] {
  const inside = (outer: string): boolean => errors.some((e) => e.instancePath.startsWith(`${outer}/`));
  const seen = new Set<string>();
  return errors.filter((error) => {
    const key = `${error.instancePath} ${describe(error)}`;
    const union = error.keyword === "anyOf" && inside(error.instancePath);
    const fresh = !seen.has(key);
    seen.add(key);
    return fresh && !union;
  });
}

function describe(error: ErrorObject): string {
  const parameters = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case "additionalProperties":
      return `unknown key "${String(parameters["additionalProperty"])}"`;
    case "enum":
    case "const":
      return `must be one of ${JSON.stringify(parameters["allowedValues"] ?? parameters["allowedValue"])}`;
    case "required":
      return `key "${String(parameters["missingProperty"])}" is missing`;
    case "anyOf":
      return "fits none of the accepted forms";
    default:
      return error.message ?? error.keyword;
  }
}
