// `npm run check:fields`: fails when an interface, a type or a class declares a field that nothing reads.
import path from "node:path";
import { allowedFields } from "./dead-fields/allowed.ts";
import { deadFields } from "./dead-fields/index.ts";

const found = deadFields({
  root: path.dirname(import.meta.dirname),
  folders: ["src", "stacks", "demo"],
  readers: ["build", "test"],
  foreign: /^(?:@pulumi\/(?:gcp|kubernetes|random|tls)|vitest|fast-check)(?:\/|$)/u,
});
const dead = found.filter(({ file, name }) => !allowedFields.has(`${file} ${name}`));
for (const { file, line, name } of dead) console.error(`${file}:${line} ${name} is never read`);
if (dead.length > 0) {
  console.error("Remove the fields, or say in build/dead-fields/allowed.ts who reads them.");
  process.exitCode = 1;
}
