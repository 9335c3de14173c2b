import { ciContext, ciSettings, ciTasks, planCi } from "../project/index.ts";
import type { CiInitFlags } from "./ci-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import type { ExitCode } from "./exit-code.ts";
import type { CommandWiring } from "./program.ts";
import { showProject } from "./project-output.ts";
import { writeProjectFiles } from "./write-project-files.ts";

/** Jobs that post run what the main branch has, so that a change request cannot change what is posted about it. */
const bringToMain = (branch: string) =>
  `Commit the files and bring them to ${branch} first. The jobs that post take their packages and groundwork.yaml from ` +
  `${branch}: what is previewed before that is not on a record that up is held to.`;

export async function runCiInit(
  flags: CiInitFlags,
  wiring: CommandWiring & Pick<DriverHost, "openFiles">,
): Promise<ExitCode> {
  const settings = ciSettings(flags);
  const { folder, tree } = await wiring.openFiles(wiring.cwd);
  const files = await planCi(tree, settings);
  const tasks = ciTasks(settings, await ciContext(tree));
  const dryRun = flags.dryRun ?? false;
  if (!dryRun) await writeProjectFiles(folder, files);
  const jobs = settings.forge === "generic" ? "Set up the jobs that run the scripts, as the tasks say. " : "";
  const next = `${jobs}${bringToMain(settings.branch)}`;
  const { terminal } = wiring;
  const shown = { out: (line: string) => terminal.out(line), invocation: terminal.invocation };
  return showProject({ kind: "ci-init", folder, files, dryRun, tasks, next }, flags, shown);
}
