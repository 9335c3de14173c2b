import type { ProgramStage } from "./program-stage.ts";

/** Installs a package as Pulumi generates them, whose module is `source`. */
export async function installResources(stage: ProgramStage, source: string): Promise<void> {
  await stage.write({
    "node_modules/@made/resources/package.json": `{ "name": "@made/resources", "version": "1.0.0", "pulumi": { "resource": true, "name": "made" } }`,
    "node_modules/@made/resources/index.js": source,
  });
}
