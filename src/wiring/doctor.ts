import type { CheckResult } from "../change/index.ts";
import type { DiagnosisRequest } from "../cli/index.ts";
import { diagnose as diagnoseWith, fix as fixWith } from "../doctor/index.ts";
import { CliMissing, findCli, installationFolder, installCli } from "../engine/automation/index.ts";
import { filesBelow, openRepository } from "../git/isomorphic/index.ts";
import { projectRoot } from "../lib/index.ts";
import { localCloud, verifyLocalMachines } from "../local/index.ts";
import type { DriverSettings } from "./driver.ts";
import { driverHome } from "./driver-home.ts";
import { openForge } from "./forge.ts";
import { invocationOf } from "./invocation.ts";
import { recordPlaceOf } from "./record.ts";

/** The checks of `groundwork doctor`, on this process's environment. */
export async function diagnose(
  { environment }: DriverSettings,
  { cwd, local, forge }: DiagnosisRequest,
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
    verifyLocalMachines: () => verifyLocalMachines(environment),
    ...(forge && {
      forge: {
        name: forge.forge,
        branch: forge.branch,
        approvals: forge.approvals,
        open: async () => (await openForge(forge, cwd, environment))?.forge,
        recordPlace: async () => recordPlaceOf({ git: await openRepository(cwd), environment }),
      },
    }),
  });
}

/** Installs what a check of {@link diagnose} found missing and can be installed: the Pulumi CLI. @throws {CliNotInstalled} */
export async function fix(check: CheckResult, environment: NodeJS.ProcessEnv): Promise<string> {
  const folder = installationFolder(environment);
  return await fixWith(check, folder === undefined ? {} : { installPulumi: () => installCli(folder) });
}
