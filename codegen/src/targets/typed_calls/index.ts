/** Calls that compile and calls that do not, for every language with types. */
import { loadTarget, targetNames } from "../../discover.ts";
import { typedTarget, type TypedLanguage } from "./target.ts";

const OTHERS = new Set(["typed_calls", "conformance", "docs"]);
const loaded = await Promise.all(
  targetNames()
    .filter((name) => !OTHERS.has(name))
    .map((name) => loadTarget(name)),
);

export default typedTarget(
  loaded.flatMap((t): TypedLanguage[] => (t.typing ? [{ name: t.name, typing: t.typing }] : [])),
);
