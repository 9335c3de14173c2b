import type { AffectedChange } from "../change/index.ts";
import { affectedByChange } from "../flows/index.ts";
import {
  affectedJson,
  affectedReport,
  behindReport,
  githubMatrix,
  mostJobsOfMatrix,
  plainPaint,
  previewJobs,
  terminalLines,
} from "../report/index.ts";
import { asInvoked, jsonAsInvoked } from "./as-invoked.ts";
import type { AffectedFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { DriverScreen } from "./driver-screen.ts";
import { TooManyJobs } from "./errors.ts";
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
    const text = formatted(change, format, jobs);
    if (text !== "") terminal.out(text);
    // Standard output is read by a program, so what a person has to know goes beside it.
    for (const line of terminalLines(behindReport(change), plainPaint))
      terminal.err(asInvoked(line, terminal.invocation));
  }
  return ExitCode.ok;
}

function formatted({ affected }: AffectedChange, format: NonNullable<AffectedFlags["format"]>, most: number): string {
  const jobs = previewJobs(affected.environments, most);
  return format === "lines" ? jobs.flatMap(({ environments }) => environments).join("\n") : githubMatrix(jobs);
}
