import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseDocument } from "yaml";
import { type FileTree, projectRoot, textIn } from "../lib/index.ts";
import { ciContext, ciSettings, ciTasks, fluxManifestsFile, type NewProject, planProject } from "../project/index.ts";
import { usualCi } from "./ci-flags.ts";
import type { InitFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { NeedsForge } from "./errors.ts";
import type { ExitCode } from "./exit-code.ts";
import { jsonSchemas } from "./json-schemas.ts";
import { showProject } from "./project-output.ts";
import { writeProjectFiles } from "./write-project-files.ts";

export async function runInit(flags: InitFlags, wiring: DriverWiring): Promise<ExitCode> {
  const { folder, tree } = await wiring.openFiles(wiring.cwd);
  const project = await projectOf(flags, await projectName(folder, tree));
  const files = await planProject(tree, project);
  const dryRun = flags.dryRun ?? false;
  if (!dryRun) await writeProjectFiles(folder, files);
  const tasks = project.ci ? ciTasks(project.ci, await ciContext(tree)) : [];
  // A rehearsal needs no remote, where the jobs of a forge keep the record.
  const rehearsal = project.ci ? " --local" : "";
  const flux = project.agent === "flux" ? `flux install --export > ${fluxManifestsFile} && ` : "";
  const next = `Go on with: ${flux}npm install && git add . && git commit, then groundwork preview --env dev${rehearsal}`;
  const { invocation } = wiring.terminal;
  // What comes next is run by the package that the project has once it is installed, and not by the one that writes this.
  const own = invocation === undefined || invocation === "groundwork" ? invocation : "npx --no-install groundwork";
  const out = (line: string) => wiring.terminal.out(line);
  return showProject({ kind: "init", folder, files, dryRun, tasks, next }, flags, { out, invocation: own });
}

/** What this package says of itself. */
interface OwnManifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

async function projectOf(flags: InitFlags, own: string): Promise<NewProject> {
  const { cloud, project, region, agent, forge, upRunner } = flags;
  if (forge === undefined && upRunner !== undefined) throw new NeedsForge({ flag: "--up-runner" });
  const text = await readFile(path.join(projectRoot(), "package.json"), "utf8");
  const { name, version, dependencies } = JSON.parse(text) as OwnManifest;
  return {
    name: own,
    cloud,
    ...(project !== undefined && { cloudProject: project }),
    region,
    agent,
    schemas: jsonSchemas(),
    package: { name, range: `^${version}` },
    sdkRange: dependencies["@pulumi/pulumi"] ?? "*",
    ...(forge !== undefined && {
      ci: ciSettings({ ...usualCi, forge, cloud, ...(upRunner !== undefined && { upRunner }) }),
    }),
  };
}

/** What `Pulumi.yaml` says; without one the folder's name, in the letters that npm and Pulumi both allow. */
async function projectName(folder: string, tree: FileTree): Promise<string> {
  const written: unknown = parseDocument((await textIn(tree, "Pulumi.yaml")) ?? "").get("name");
  if (typeof written === "string") return written;
  const name = path
    .basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/gu, "-");
  return name.replaceAll(/^-+|-+$/gu, "") || "platform";
}
