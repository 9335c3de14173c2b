import path from "node:path";
import { parse } from "yaml";
import type { AffectedChange } from "../change/index.ts";
import { affectedByChange } from "../flows/index.ts";
import { emptyTree } from "../git/index.ts";
import { isObject, readPlainFile } from "../lib/index.ts";
import {
  affectedJson,
  affectedReport,
  behindReport,
  githubMatrix,
  gitlabChildPipeline,
  type JobKeywords,
  mostJobsOfMatrix,
  plainPaint,
  previewJobs,
  problemsOfKeywords,
  terminalLines,
} from "../report/index.ts";
import { asInvoked, jsonAsInvoked } from "./as-invoked.ts";
import type { AffectedFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { DriverScreen } from "./driver-screen.ts";
import { JobKeywordsRefused, JobKeywordsUnreadable, TooManyJobs } from "./errors.ts";
import { ExitCode } from "./exit-code.ts";

export async function runAffected(
  flags: AffectedFlags,
  { terminal, openRepository, cwd }: DriverWiring,
): Promise<ExitCode> {
  const { base, head, format, jobs = mostJobsOfMatrix } = flags;
  if (format === "github-matrix" && jobs > mostJobsOfMatrix) throw new TooManyJobs({ jobs, most: mostJobsOfMatrix });
  const ports = await openRepository(cwd);
  const change = await affectedByChange(
    { ...(base !== undefined && { base }), ...(head !== undefined && { head }) },
    ports,
  );
  if (flags.json) terminal.out(jsonAsInvoked(affectedJson(change), terminal.invocation));
  else if (format === undefined) new DriverScreen(terminal, { silent: false }).print(affectedReport(change));
  else {
    const text = await formatted(change, flags, cwd);
    if (text !== "") terminal.out(text);
    // Standard output is read by a program, so what a person has to know goes beside it.
    for (const line of terminalLines(behindReport(change), plainPaint))
      terminal.err(asInvoked(line, terminal.invocation));
  }
  return ExitCode.ok;
}

async function formatted(
  { commit, affected }: AffectedChange,
  { format, jobs: most = mostJobsOfMatrix, jobKeywords }: AffectedFlags,
  cwd: string,
): Promise<string> {
  const jobs = previewJobs(affected.environments, most);
  if (format === "lines") return jobs.flatMap(({ environments }) => environments).join("\n");
  if (format === "github-matrix") return githubMatrix(jobs);
  const base = affected.range?.base;
  // Before a first commit there is nothing that a flag could name.
  const range = { ...(base !== undefined && base !== emptyTree && { base }), head: commit };
  const keywords = jobKeywords === undefined ? undefined : await keywordsIn(jobKeywords, cwd);
  return gitlabChildPipeline(jobs, range, keywords).trimEnd();
}

/** In bytes. */
const largestKeywords = 64 * 1024;

/** @throws {JobKeywordsUnreadable}, {@link JobKeywordsRefused} */
async function keywordsIn(name: string, cwd: string): Promise<JobKeywords> {
  const keywords = await mappingIn(name, cwd);
  const problems = problemsOfKeywords(keywords);
  if (problems.length > 0) throw new JobKeywordsRefused({ file: name, problems });
  return keywords;
}

async function mappingIn(name: string, cwd: string): Promise<JobKeywords> {
  try {
    const bytes = await readPlainFile(path.resolve(cwd, name), { limit: largestKeywords, links: "followed" });
    if (!bytes) throw new Error("there is no such file");
    const keywords: unknown = parse(bytes.toString("utf8"));
    if (!isObject(keywords)) throw new Error("it is no mapping of keywords");
    return keywords;
  } catch (thrown) {
    throw new JobKeywordsUnreadable({ file: name }, { cause: thrown });
  }
}
