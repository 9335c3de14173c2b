import type { CorrectedEnvironment, CorrectionResult } from "../../correction/index.ts";
import type { Forge } from "../../forge/index.ts";

export interface IssueToKeep {
  readonly environment: string;
  readonly body: (environment: string, results: readonly CorrectionResult[]) => string;
}

/** One issue for each environment, with what no field declares; closed when there is none. */
export async function keepIssue(
  { environment, body }: IssueToKeep,
  results: readonly CorrectionResult[],
  { issues }: Forge,
): Promise<CorrectedEnvironment["issue"]> {
  if (!issues) return undefined;
  const left = results.filter(({ end }) => end.kind === "left");
  if (left.length > 0) {
    const title = `Drift of ${environment} that no change request can declare`;
    return await issues.ensureIssue(issueSubject(environment), { title, body: body(environment, left) });
  }
  await closeIssue(environment, issues);
  return undefined;
}

/** Closes the issue about what no field declares, where one is open. */
export async function closeIssue(environment: string, issues: NonNullable<Forge["issues"]>): Promise<void> {
  const comment = `Nothing of ${environment} is left that no change request can declare.`;
  await issues.closeIssue(issueSubject(environment), comment);
}

function issueSubject(environment: string): string {
  return `undeclared drift of ${environment}`;
}
