import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { automationEngine, findCli, type PulumiCli } from "../../../src/engine/automation/index.ts";
import { providerDoors } from "./provider-doors.ts";
import type { MakeEngine } from "./scene.ts";
import { warmLanguageHost } from "./warm-language-host.ts";

/** Finding the CLI starts it once, so all scenes of a test file share the result. */
let found: Promise<PulumiCli> | undefined;

/** The real CLI of an environment, with its home, its backend and its providers in the scene's folder. */
export function makeAutomation(pulumi: Readonly<Record<string, string>>): MakeEngine {
  return ({ stateFolder, cloud, realProcess }) => {
    const home = path.join(path.dirname(stateFolder), "home");
    const environment = {
      ...pulumi,
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: `file://${stateFolder}`,
      PULUMI_CONFIG_PASSPHRASE: "correct horse",
    };
    return automationEngine({
      environment,
      cli: async () => {
        await Promise.all([providerDoors(cloud, home), emptyStack(stateFolder)]);
        return await (found ??= findCli(environment));
      },
      ...(!realProcess && { languageHost: warmLanguageHost }),
    });
  };
}

/** Writes what `pulumi stack init` would write, without two starts of the CLI for each test. */
async function emptyStack(stateFolder: string): Promise<void> {
  const pulumi = path.join(stateFolder, ".pulumi");
  const stacks = path.join(pulumi, "stacks", "proj");
  await mkdir(stacks, { recursive: true });
  await writeFile(path.join(pulumi, "meta.yaml"), "version: 1\n");
  const checkpoint = { stack: "organization/proj/dev", latest: null };
  await writeFile(path.join(stacks, "dev.json"), JSON.stringify({ version: 3, checkpoint }));
}
