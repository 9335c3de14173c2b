// `npm run check:generated`: fails when a generated file is not what its generator writes.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { generators } from "./generators/index.ts";

const root = path.dirname(import.meta.dirname);
const stale: string[] = [];
for (const { generate } of generators) {
  for (const [file, content] of await generate(root)) {
    const written = await readFile(path.join(root, file), "utf8").catch(() => undefined);
    if (written !== content) stale.push(`${file} ${written === undefined ? "is missing" : "is out of date"}`);
  }
}
if (stale.length > 0) {
  console.error(`${stale.join("\n")}\nWrite them again with: npm run generate`);
  process.exitCode = 1;
}
