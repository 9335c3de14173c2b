import { type CiForge, ciSettings, ciTasks, planCi } from "../project/index.ts";
import type { CiInitFlags } from "./ci-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import type { ExitCode } from "./exit-code.ts";
import type { CommandWiring } from "./program.ts";
import { showProject } from "./project-output.ts";
import { writeProjectFiles } from "./write-project-files.ts";

const opened = "Commit the files on a branch and open a change request";
const previewed = `${opened}, whose previews they run already.`;

const nextSteps: Readonly<Record<CiForge, string>> = {
  github: `${previewed} GitHub runs the report only once its file is on the default branch: merge it before you wait for a comment.`,
  gitlab: previewed,
  bitbucket: previewed,
  gitea: previewed,
  generic: `Set up the jobs that run the scripts, as the tasks say. ${opened}.`,
};

export async function runCiInit(
  flags: CiInitFlags,
  wiring: CommandWiring & Pick<DriverHost, "openFiles">,
): Promise<ExitCode> {
  const settings = ciSettings(flags);
  const { folder, tree } = await wiring.openFiles(wiring.cwd);
  const files = await planCi(tree, settings);
  const dryRun = flags.dryRun ?? false;
  if (!dryRun) await writeProjectFiles(folder, files);
  const next = nextSteps[settings.forge];
  return showProject({ kind: "ci-init", folder, files, dryRun, tasks: ciTasks(settings), next }, flags, wiring);
}
