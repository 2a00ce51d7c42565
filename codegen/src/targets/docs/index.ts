/** The reference with every language whose target can print signatures and examples. */
import { loadTargets, targetNames } from "../../discover.ts";
import { referenceTarget } from "./target.ts";

const others = await loadTargets(targetNames().filter((name) => name !== "docs"));

export default referenceTarget(others.flatMap((target) => target.documentation ?? []));
