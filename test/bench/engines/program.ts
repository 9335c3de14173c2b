import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { projectRoot } from "../../../src/lib/index.ts";
import type { Scenario } from "./scenario.ts";

/** Writes a project as `pulumi new typescript` would, with the scenario's resources, and the SDK of this checkout. */
export async function writeProject(folder: string, { shape, resources }: Scenario): Promise<void> {
  const modules = path.join(folder, "node_modules");
  for (const scope of ["@pulumi", "@types"]) await mkdir(path.join(modules, scope), { recursive: true });
  for (const name of ["@pulumi/pulumi", "@types/node", "typescript"])
    await symlink(path.join(projectRoot(), "node_modules", name), path.join(modules, name));
  await writeFile(path.join(folder, "Pulumi.yaml"), "name: bench\nruntime: nodejs\n");
  await writeFile(path.join(folder, "package.json"), '{ "name": "bench", "main": "index.ts" }\n');
  await writeFile(path.join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
  await writeFile(path.join(folder, "index.ts"), source(resources, shape === "deep"));
}

const tsconfig = {
  compilerOptions: {
    strict: true,
    target: "es2020",
    module: "commonjs",
    moduleResolution: "node10",
    ignoreDeprecations: "6.0",
    types: ["node"],
  },
  files: ["index.ts"],
};

function source(resources: number, deep: boolean): string {
  return `import * as pulumi from "@pulumi/pulumi";

interface ItemArgs {
  size: pulumi.Input<number>;
  zone: pulumi.Input<string>;
  labels: pulumi.Input<Record<string, pulumi.Input<string>>>;
  rules: pulumi.Input<pulumi.Input<{ port: number; from: string }>[]>;
  previous?: pulumi.Input<string>;
}

class Item extends pulumi.CustomResource {
  declare readonly out: pulumi.Output<string>;
  constructor(name: string, args: ItemArgs) {
    super("bench:index:Item", name, { out: undefined, ...args });
  }
}

let previous: Item | undefined;
for (let index = 0; index < ${resources}; index += 1) {
  const item = new Item(\`item-\${index}\`, {
    size: 10 + (index % 7),
    zone: \`zone-\${index % 3}\`,
    labels: { team: "platform", index: String(index), purpose: "measured" },
    rules: [{ port: 443, from: "10.0.0.0/8" }, { port: 8000 + index, from: "192.168.0.0/16" }],
    ${deep ? "...(previous && { previous: previous.out })," : ""}
  });
  previous = item;
}

export const last = previous?.out;
`;
}
