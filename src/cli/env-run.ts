import path from "node:path";
import { readCorrections } from "../correction/index.ts";
import {
  checkFleet,
  type EnvironmentSummary,
  type FileToWrite,
  type Fix,
  scaffold,
  listEnvironments as summaries,
} from "../desired/index.ts";
import {
  DeclarationIndex,
  environmentPath,
  environmentsFolder,
  formatIssue,
  type Issue,
  inOrder,
} from "../environment/index.ts";
import { readExceptions } from "../exceptions/index.ts";
import { requireKnown } from "../flows/index.ts";
import { counted, type FileTree, systemClock, textIn } from "../lib/index.ts";
import { readNotifications } from "../notify/index.ts";
import { readOrganization } from "../organization/index.ts";
import type { PlannedFile } from "../project/index.ts";
import { fleetFacts, readPromotion } from "../promotion/index.ts";
import { environmentsReport, githubMatrix, jobsOf, mostJobsOfMatrix } from "../report/index.ts";
import { asInvoked, jsonAsInvoked } from "./as-invoked.ts";
import type { ListFlags, NewFlags, ValidateFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { DriverScreen } from "./driver-screen.ts";
import { ExitCode } from "./exit-code.ts";
import { writeProjectFiles } from "./write-project-files.ts";

export async function listEnvironments(
  flags: ListFlags,
  { terminal, openFiles, cwd }: DriverWiring,
): Promise<ExitCode> {
  const { tree } = await openFiles(cwd);
  if (flags.format !== undefined) {
    // A wrong declaration is told by the job that gets it, and keeps no other one from being compared.
    const jobs = jobsOf(await new DeclarationIndex(tree).names(), flags.jobs ?? mostJobsOfMatrix);
    const text = flags.format === "lines" ? jobs.flatMap((job) => job.environments).join("\n") : githubMatrix(jobs);
    if (text !== "") terminal.out(text);
    return ExitCode.ok;
  }
  const environments: readonly EnvironmentSummary[] = await summaries(tree);
  if (flags.json) terminal.out(jsonAsInvoked({ kind: "environments", version: 1, environments }, terminal.invocation));
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
  requireKnown(names, check.names, "in this folder");

  const facts = await fleetFacts(tree);
  const promotion = await readPromotion(tree, async () => facts);
  const exceptions = await readExceptions(tree, { environments: check.names, now: systemClock.now() });
  const corrections = await readCorrections(tree, check.names);
  const notifications = await readNotifications(tree, facts);
  const organization = await readOrganization(tree);
  const all = inOrder([
    ...check.issues,
    ...(promotion?.issues ?? []),
    ...exceptions.issues,
    ...corrections.issues,
    ...(notifications?.issues ?? []),
    ...(organization?.issues ?? []),
  ]);
  const issues = names.length === 0 ? all : all.filter((issue) => concerns(issue, names));
  if (flags.fix) await writeAll(folder, tree, check.fixes);
  const errors = issues.filter(({ severity }) => severity === "error").length;
  if (flags.json)
    terminal.out(
      jsonAsInvoked(
        { kind: "validation", version: 1, valid: errors === 0, issues, fixes: check.fixes },
        terminal.invocation,
      ),
    );
  else
    for (const line of validationLines(check, names, issues, flags)) terminal.out(asInvoked(line, terminal.invocation));
  return errors === 0 ? ExitCode.ok : ExitCode.invalid;
}

export async function newEnvironment(
  name: string,
  { profile, owner, json: asJson }: NewFlags,
  { terminal, openFiles, cwd }: DriverWiring,
): Promise<ExitCode> {
  const { folder, tree } = await openFiles(cwd);
  const files = await scaffold(tree, { name, profile, ...(owner !== undefined && { owner }) });
  await writeAll(folder, tree, files);
  const written = files.map((file) => file.path);
  if (asJson)
    terminal.out(jsonAsInvoked({ kind: "new-environment", version: 1, name, files: written }, terminal.invocation));
  else {
    for (const file of written) terminal.out(`wrote ${file}`);
    const next = `Look at what it would be: git add environments && git commit, then groundwork preview --env ${name}`;
    terminal.out(asInvoked(next, terminal.invocation));
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
  const checked = counted(count, "environment");
  const errors = issues.filter(({ severity }) => severity === "error").length;
  const fixed = fixes.map(({ path: file, problem }) =>
    fix ? `wrote ${file}` : `${file} ${problem}; write it anew with: groundwork env validate --fix`,
  );
  return [
    ...issues.map(formatIssue),
    ...fixed,
    errors === 0 ? `${checked}: valid` : `${checked}: ${counted(errors, "error")}`,
  ];
}

/**
 * Issues of profiles, of the address book, of the promotion and notifications files, and of manifests outside of all environments are shown whichever names were
 * given.
 */
function concerns({ file }: Issue, names: readonly string[]): boolean {
  const [root, folder = ""] = file.split("/");
  const isOwn = names.some((name) => file === environmentPath(name) || folder === name);
  return (
    isOwn || root !== environmentsFolder || folder.startsWith("_") || path.posix.dirname(file) === environmentsFolder
  );
}

/** All of them or none. @throws {ProjectFileNotWritten} */
async function writeAll(folder: string, tree: FileTree, files: readonly FileToWrite[]): Promise<void> {
  const planned = files.map(async ({ path, content }): Promise<PlannedFile> => {
    const before = await textIn(tree, path);
    return before === undefined ? { path, content, state: "new" } : { path, content, state: "merged", before };
  });
  await writeProjectFiles(folder, await Promise.all(planned));
}
