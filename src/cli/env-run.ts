import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import {
  checkFleet,
  type EnvironmentSummary,
  type FileToWrite,
  type Fix,
  scaffold,
  listEnvironments as summaries,
} from "../desired/index.ts";
import { environmentPath, environmentsFolder, formatIssue, type Issue } from "../environment/index.ts";
import { environmentsReport } from "../report/index.ts";
import type { EnvFlags, NewFlags, ValidateFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { DriverScreen } from "./driver-screen.ts";
import { ExitCode } from "./exit-code.ts";

export async function listEnvironments(flags: EnvFlags, { terminal, openFiles, cwd }: DriverWiring): Promise<ExitCode> {
  const { tree } = await openFiles(cwd);
  const environments: readonly EnvironmentSummary[] = await summaries(tree);
  if (flags.json) terminal.out(json({ kind: "environments", version: 1, environments }));
  else new DriverScreen(terminal, { silent: false }).print(environmentsReport(environments));
  return environments.every(({ valid }) => valid) ? ExitCode.ok : ExitCode.invalid;
}

export async function validateEnvironments(
  names: readonly string[],
  flags: ValidateFlags,
  { terminal, openFiles, cwd }: DriverWiring,
): Promise<ExitCode> {
  const { folder, tree } = await openFiles(cwd);
  const check = await checkFleet(tree);
  const unknown = names.filter((name) => !check.names.includes(name));
  for (const name of unknown)
    terminal.err(`error: There is no environment ${name}. Environments: ${check.names.join(", ")}.`);
  if (unknown.length > 0) return ExitCode.invalid;

  const issues = names.length === 0 ? check.issues : check.issues.filter((issue) => concerns(issue, names));
  if (flags.fix) await writeAll(folder, check.fixes);
  const errors = issues.filter(({ severity }) => severity === "error").length;
  if (flags.json)
    terminal.out(json({ kind: "validation", version: 1, valid: errors === 0, issues, fixes: check.fixes }));
  else for (const line of validationLines(check, names, issues, flags)) terminal.out(line);
  return errors === 0 ? ExitCode.ok : ExitCode.invalid;
}

export async function newEnvironment(
  name: string,
  { profile, owner, json: asJson }: NewFlags,
  { terminal, openFiles, cwd }: DriverWiring,
): Promise<ExitCode> {
  const { folder, tree } = await openFiles(cwd);
  const files = await scaffold(tree, { name, profile, ...(owner !== undefined && { owner }) });
  await writeAll(folder, files);
  const written = files.map((file) => file.path);
  if (asJson) terminal.out(json({ kind: "new-environment", version: 1, name, files: written }));
  else {
    for (const file of written) terminal.out(`wrote ${file}`);
    terminal.out(
      `Look at what it would be: git add environments && git commit, then groundwork preview --env ${name} --local`,
    );
  }
  return ExitCode.ok;
}

function validationLines(
  { names, fixes }: { readonly names: readonly string[]; readonly fixes: readonly Fix[] },
  asked: readonly string[],
  issues: readonly Issue[],
  { fix }: ValidateFlags,
): readonly string[] {
  const count = asked.length > 0 ? asked.length : names.length;
  const checked = `${count} environment${count === 1 ? "" : "s"}`;
  const errors = issues.filter(({ severity }) => severity === "error").length;
  const fixed = fixes.map(({ path: file, problem }) =>
    fix ? `wrote ${file}` : `${file} ${problem}; write it anew with: groundwork env validate --fix`,
  );
  return [...issues.map(formatIssue), ...fixed, errors === 0 ? `${checked}: valid` : `${checked}: ${errors} errors`];
}

/** Issues of profiles and of the address book concern everybody. */
function concerns({ file }: Issue, names: readonly string[]): boolean {
  const [, folder = ""] = file.split("/");
  const isOwn = names.some((name) => file === environmentPath(name) || folder === name);
  return isOwn || folder.startsWith("_") || path.posix.dirname(file) === environmentsFolder;
}

async function writeAll(folder: string, files: readonly FileToWrite[]): Promise<void> {
  for (const { path: file, content } of files) {
    const target = path.join(folder, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}

function json(value: object): string {
  return JSON.stringify(value, undefined, 2);
}
