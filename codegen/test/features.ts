/** What the form of the records can say, and what a record says of it. */
interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  items?: Schema | Schema[];
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
}
export interface Document {
  definitions: Record<string, Schema>;
}

/** Every key and every word of an object form that the definitions allow, as `Owner.key` or `Owner.key=word`. */
export function features(document: Document): Set<string> {
  const found = new Set<string>();
  const visit = (owner: string, schema: Schema): void => {
    for (const option of schema.anyOf ?? []) visit(owner, option);
    const named = document.definitions[schema.$ref?.split("/").pop() ?? ""];
    if (named?.enum) visit(owner, named);
    if (schema.const !== undefined) found.add(`${owner}=${String(schema.const)}`);
    for (const word of schema.enum ?? []) found.add(`${owner}=${String(word)}`);
    for (const item of [schema.items ?? []].flat()) visit(owner, item);
    for (const [key, value] of Object.entries(schema.properties ?? {})) {
      found.add(`${key}`);
      visit(key, value);
    }
  };
  for (const definition of Object.values(document.definitions)) if (!definition.enum) visit("", definition);
  return found;
}

/** What a record has of these. */
export function used(value: unknown, key: string, found: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) used(item, key, found);
  else if (typeof value === "object" && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      found.add(name);
      used(inner, name, found);
    }
  } else found.add(`${key}=${String(value)}`);
}
