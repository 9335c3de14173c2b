import { environmentFiles, platformFiles } from "../../fakes/driver/driver-world.ts";

/** Waits for a file before it registers anything, where a variable names one. */
const program = `import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { getStack } from "@pulumi/pulumi";
import { RandomId } from "@pulumi/random";
import { shared } from "../src/shared.ts";
const gate = process.env["STORY_GATE"];
if (gate) {
  writeFileSync(gate + ".reached", "");
  while (!existsSync(gate)) await pause(20);
}
const declared = readFileSync(new URL("../environments/" + getStack() + "/environment.yaml", import.meta.url), "utf8");
export const name = new RandomId("name", { byteLength: 4, keepers: { declared, shared } }).hex;
`;

/** A platform team's repository with a program of its own, which needs no cloud. */
export function projectFiles(names: readonly string[]): Readonly<Record<string, string>> {
  const profile = "environments/_profiles/small.yaml";
  return {
    "Pulumi.yaml": "name: shop\nruntime: nodejs\nmain: stacks/index.ts\n",
    "package.json": `${JSON.stringify({ type: "module", dependencies: { "@pulumi/pulumi": "*", "@pulumi/random": "*" } })}\n`,
    ".gitignore": ".groundwork\nnode_modules\n",
    "stacks/index.ts": program,
    "src/shared.ts": sharedModule(1),
    [profile]: platformFiles([])[profile] ?? "",
    ...Object.assign({}, ...names.map((name) => environmentFiles(name))),
  };
}

/** What every environment is made with. */
export const sharedModule = (value: number) => `export const shared = "${value}";\n`;
