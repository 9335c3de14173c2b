// What installed packages without a cloud behind them declare of their resources: `data/<package>/facts.generated.json`.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { addObject, compact, resourceFacts, type ServiceFacts } from "./gcp-facts.ts";
import { readObjectTypes } from "./gcp-type-codes.ts";

/** File contents by path, relative to the repository. */
export function logicalFacts(root: string, name: string): Record<string, string> {
  const sdk = path.join(root, "node_modules/@pulumi", name);
  const inputTypes = path.join(sdk, "types/input.d.ts");
  const objectTypes = existsSync(inputTypes) ? readObjectTypes(inputTypes) : new Map();
  const facts: ServiceFacts = { resources: {}, objects: {} };
  for (const file of readdirSync(sdk)
    .filter((each) => each.endsWith(".d.ts"))
    .toSorted()) {
    const script = readFileSync(path.join(sdk, file.replace(/\.d\.ts$/, ".js")), "utf8");
    const token = new RegExp(`__pulumiType = '${name}:([^']+)'`).exec(script)?.[1];
    if (token === undefined) continue;
    const add = (object: string) => addObject(facts.objects, object, objectTypes);
    const { in: inputs, out } = resourceFacts(path.join(sdk, file), script, add);
    facts.resources[token] = { in: inputs, out };
  }
  const { version } = JSON.parse(readFileSync(path.join(sdk, "package.json"), "utf8")) as { version: string };
  return { [`data/${name}/facts.generated.json`]: compact({ package: version, ...facts }) };
}
