import path from "node:path";
import { automationEngine, findCli } from "../../../src/engine/automation/index.ts";
import { providerDoors } from "./provider-doors.ts";
import type { MakeEngine } from "./scene.ts";

/** The real CLI of an environment, with its home, its backend and its providers in the scene's folder. */
export function makeAutomation(pulumi: Readonly<Record<string, string>>): MakeEngine {
  return ({ stateFolder, cloud }) => {
    const folder = path.dirname(stateFolder);
    const environment = {
      ...pulumi,
      PATH: [path.join(folder, "bin"), pulumi["PATH"]].join(path.delimiter),
      PULUMI_HOME: path.join(folder, "home"),
      PULUMI_BACKEND_URL: `file://${stateFolder}`,
      PULUMI_CONFIG_PASSPHRASE: "correct horse",
    };
    return automationEngine({
      environment,
      cli: async () => {
        await providerDoors(cloud, folder);
        return await findCli(environment);
      },
    });
  };
}
