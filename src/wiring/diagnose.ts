import type { CheckResult } from "../change/index.ts";
import type { DriverRequest } from "../cli/index.ts";
import { diagnose as diagnoseWith } from "../doctor/index.ts";
import { CliMissing, findCli, installationFolder } from "../engine/automation/index.ts";
import { filesBelow, openRepository } from "../git/isomorphic/index.ts";
import { projectRoot } from "../lib/index.ts";
import { localCloud } from "../local/index.ts";
import type { DriverSettings } from "./driver.ts";
import { driverHome } from "./driver-home.ts";
import { invocationOf } from "./invocation.ts";

/** The checks of `groundwork doctor`, on this process's environment. */
export async function diagnose(
  { environment }: DriverSettings,
  { cwd, local }: DriverRequest,
): Promise<readonly CheckResult[]> {
  const folder = installationFolder(environment);
  return await diagnoseWith({
    cwd,
    invocation: invocationOf({ root: projectRoot(), cwd, environment }),
    rehearsal: local,
    openRepository: () => openRepository(cwd),
    filesBelow: (root) => filesBelow(root, environment),
    pulumi: {
      find: () => findCli(environment),
      isMissing: (thrown) => thrown instanceof CliMissing,
      ...(folder !== undefined && { installationFolder: folder }),
    },
    homeOf: (root) => {
      const home = driverHome(root, local);
      return { folder: home.folder, cloud: localCloud({ home: home.cloud }) };
    },
  });
}
