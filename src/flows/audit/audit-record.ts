import {
  type Audit,
  type AuditScope,
  broughtTo,
  isWithinPeriod,
  joinRuns,
  mergesOf,
  unappliedMerges,
  unfinishedCorrections,
} from "../../change/index.ts";
import { DeclarationIndex } from "../../environment/index.ts";
import { isCorrections, isPreview, isRun } from "../../history/index.ts";
import type { FlowPorts } from "../ports.ts";
import { branchNamed, mainLineOf, requireKnown } from "../selection/index.ts";
import { changesOf, commitsOf, lineOf, placesOf } from "./branch-line.ts";
import { PeriodEmpty } from "./errors.ts";

/**
 * Joins the record of runs with the commits of the branch: who changed what, when, approved by whom and with what effect. A fresh clone
 * and the record are all that it asks.
 *
 * @throws {PeriodEmpty}
 * @throws {UnknownEnvironment} for a name that is neither declared nor on record
 * @throws {MissingHistory} in a clone that does not have the branch from its first commit on
 * @throws {RecordUnreachable} {@link RecordRewritten}
 */
export async function auditRecord(
  scope: AuditScope,
  ports: Pick<FlowPorts, "git" | "programs" | "history" | "clock">,
): Promise<Audit> {
  const { since, until, environments } = scope;
  if (since && until && since >= until)
    throw new PeriodEmpty({ since: since.toISOString(), until: until.toISOString() });
  const { git, history, clock } = ports;
  const at = clock.now().toISOString();
  const verification = await history.verify();
  const { records } = await history.list();
  const { lost } = await history.lastRuns();
  const [runs, previews, corrections] = [
    records.filter(isRun),
    records.filter(isPreview),
    records.filter(isCorrections),
  ];

  const main = (await mainLineOf(git)) ?? { name: "HEAD", commit: await git.resolve("HEAD") };
  const declared = await new DeclarationIndex(await git.treeOf(main.commit)).names();
  const ran = [...new Set(runs.flatMap((run) => run.environments.map(({ environment }) => environment)))];
  const begun = corrections.flatMap((each) => each.environments.map(({ environment }) => environment));
  requireKnown(environments, [...declared, ...ran, ...begun]);

  const line = await lineOf(main.commit, git);
  const reached = broughtTo(runs, await placesOf(runs, line, git));
  const branch = branchNamed(main.name, git);
  const standing = [
    ...declared.map((name) => ({ name, isRemoved: false })),
    ...ran.filter((name) => !declared.includes(name)).map((name) => ({ name, isRemoved: true })),
  ];
  const changed = await changesOf({ line, standing, reached, scope, branch }, ports);
  const wanted = runs.filter((run) => isWithinPeriod(Date.parse(run.at), scope)).flatMap(mergesOf);
  return {
    at,
    ...(since && { since: since.toISOString() }),
    ...(until && { until: until.toISOString() }),
    ...(environments.length > 0 && { environments: [...new Set(environments)].toSorted() }),
    branch: { name: branch ?? main.name, commit: main.commit },
    runs: joinRuns(runs, await commitsOf(wanted, line, git), previews, scope),
    unfinished: unfinishedCorrections(corrections, runs, scope),
    unapplied: unappliedMerges(line, changed, reached, previews, scope),
    lost,
    verification,
  };
}
