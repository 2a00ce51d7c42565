/** `notices <file>`: writes the notices of what is linked into the engine's library. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { licenceText, natives } from "./natives.ts";

const path = process.argv[2];
if (!path) {
  console.error("usage: notices <file>");
  process.exit(2);
}
const parts = natives()
  .filter((native) => native.ships)
  .map((native) => {
    const text = licenceText(native);
    if (!text) throw new Error(`no licence text of ${native.name} is installed`);
    return `${native.name} ${native.version}: ${native.use}\nLicence: ${native.licence}\n\n${text.trim()}\n`;
  });
mkdirSync(dirname(path), { recursive: true });
writeFileSync(
  path,
  `mixgrad's engine contains the software below, under the licences below.\n\n${parts.join(`\n${"-".repeat(78)}\n\n`)}`,
);
