import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { messageOf, projectRoot } from "../lib/index.ts";
import { type NewProject, type PlannedFile, planProject } from "../project/index.ts";
import { asInvoked, jsonAsInvoked } from "./as-invoked.ts";
import type { InitFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { ProjectFileNotWritten } from "./errors.ts";
import { ExitCode } from "./exit-code.ts";

export async function runInit(flags: InitFlags, { terminal, openFiles, cwd }: DriverWiring): Promise<ExitCode> {
  const { folder, tree } = await openFiles(cwd);
  const files = await planProject(tree, await projectOf(flags, folder));
  for (const file of files) await write(folder, file);
  const kept = files.some(({ state }) => state === "kept");
  if (flags.json) {
    const shown = files.map(({ path: file, state }) => ({ path: file, state }));
    terminal.out(jsonAsInvoked({ kind: "init", version: 1, folder, files: shown }, terminal.invocation));
  } else for (const line of lines(files)) terminal.out(asInvoked(line, terminal.invocation));
  return kept ? ExitCode.different : ExitCode.ok;
}

/** What this package says of itself. */
interface OwnManifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

async function projectOf({ cloud, project, region, agent }: InitFlags, folder: string): Promise<NewProject> {
  const text = await readFile(path.join(projectRoot(), "package.json"), "utf8");
  const { name, version, dependencies } = JSON.parse(text) as OwnManifest;
  return {
    name: projectName(folder),
    cloud,
    ...(project !== undefined && { cloudProject: project }),
    region,
    agent,
    package: { name, range: `^${version}` },
    sdkRange: dependencies["@pulumi/pulumi"] ?? "*",
  };
}

/** The folder's name, in the letters that npm and Pulumi both allow. */
function projectName(folder: string): string {
  const name = path
    .basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/gu, "-");
  return name.replaceAll(/^-+|-+$/gu, "") || "platform";
}

/** @throws {ProjectFileNotWritten} */
async function write(folder: string, { path: file, state, content }: PlannedFile): Promise<void> {
  if (content === undefined) return;
  const target = path.join(folder, file);
  try {
    await mkdir(path.dirname(target), { recursive: true });
    // A file that came into being since it was looked for is not written over.
    await writeFile(target, content, { flag: state === "new" ? "wx" : "w" });
  } catch (thrown) {
    throw new ProjectFileNotWritten({ file: target, problem: messageOf(thrown) }, { cause: thrown });
  }
}

const words: Readonly<Record<PlannedFile["state"], string>> = {
  new: "wrote",
  merged: "added to",
  same: "unchanged",
  kept: "kept",
};

function lines(files: readonly PlannedFile[]): readonly string[] {
  const shown = files.map(({ path: file, state }) => {
    const why = state === "kept" ? ": it differs from what init writes" : "";
    return `${words[state]} ${file}${why}`;
  });
  const isWritten = files.some(({ state }) => state === "new" || state === "merged");
  return isWritten
    ? [...shown, "Go on with: npm install && git add . && git commit, then groundwork preview --env dev"]
    : shown;
}
