import {
  type ChangePreview,
  type ChangeRun,
  type CheckResult,
  type CommandResponse,
  type EnvironmentRun,
  type Explanation,
  type FleetStatus,
  type LeaseStatus,
  type Problem,
  problemsIn,
  promotionEnd,
  promotionOf,
  type RecordedHistory,
  type RouteTold,
  runKind,
  type WaitingOnBranch,
  waitingUntil,
} from "../change/index.ts";
import { secondsText } from "../lib/index.ts";
import { type Block, code, heading, line } from "./document/index.ts";
import { clustersOfStatus } from "./kubediff-report.ts";
import {
  affectedSection,
  cutOffNote,
  doctorRemedies,
  doctorTable,
  environmentsTable,
  explanationSection,
  isUnhandled,
  type ListedEnvironment,
  leaseLostNote,
  leasesTable,
  localNote,
  machinesOfRun,
  problemsSection,
  promotionSection,
  recordTable,
  refusalSection,
  removedNote,
  responseSection,
  routesTold,
  runTable,
  shortCommit,
  stateNote,
  statusProblems,
  statusTable,
  uncommittedNote,
  undeclaredSection,
  unhandledNote,
  unreadableNote,
  unrecordedNote,
  verificationNote,
  waitingTable,
  warningsSection,
} from "./section/index.ts";

/** What a run did: how each environment ended, then every problem in full. */
export function runReport(run: ChangeRun): readonly Block[] {
  const { verb, commit, affected, previews, refusal, environments, states, uncommitted, local, milliseconds } = run;
  return [
    heading(`${verb} of `, code(shortCommit(commit)), `: ${runVerdict(run)} in ${secondsText(milliseconds)}`),
    ...localNote(local),
    ...stateNote(states, "before"),
    ...(verb === "up" ? affectedSection(affected) : []),
    ...uncommittedNote(uncommitted),
    ...unrecordedNote("run", run.unrecorded),
    ...leaseLostNote(run.leaseLost),
    ...cutOffNote(run.cutOff),
    ...(refusal ? refusalSection(refusal) : []),
    ...problemsSection(failedPreviews({ environments: previews }), "cannot be previewed:"),
    ...promotionSection(run),
    ...runTable(environments, verb),
    ...machinesOfRun(environments),
    ...problemsSection(environments.flatMap(problemsOf), "is not done:"),
    ...unhandledNote(environments),
    ...warningsSection(environments.flatMap(runWarnings)),
    ...removedNote(environments, local),
  ];
}

/** What is on record, newest first. */
export function recordReport(record: RecordedHistory): readonly Block[] {
  return [
    ...verificationNote(record.verification, record.environment),
    ...unreadableNote(record.unreadable),
    ...recordTable(record),
    ...(record.more ? [line("There are older ones; show more with --limit.")] : []),
  ];
}

/** How the lease of each environment stands. */
export function leasesReport(leases: readonly LeaseStatus[]): readonly Block[] {
  return leases.length === 0 ? [line("No lease was ever taken here.")] : leasesTable(leases);
}

/** How each route took what it was told. */
export function routesReport(routes: readonly RouteTold[]): readonly Block[] {
  return routesTold(routes);
}

/** What waits on a branch to be brought up. */
export function waitingReport(queue: WaitingOnBranch, local: boolean): readonly Block[] {
  return waitingTable(queue, local);
}

/** What was made of the commands that waited on a change request. */
export function responseReport(response: CommandResponse): readonly Block[] {
  return responseSection(response);
}

/** What made a resource what it is. */
export function explanationReport(explanation: Explanation): readonly Block[] {
  return [...explanationSection(explanation), ...unreadableNote(explanation.unreadable)];
}

/** What this machine has of what is needed; what is missing first. */
export function doctorReport(checks: readonly CheckResult[]): readonly Block[] {
  return [...doctorTable(checks), ...doctorRemedies(checks)];
}

/** What the folders under `environments/` declare. */
export function environmentsReport(environments: readonly ListedEnvironment[]): readonly Block[] {
  return environmentsTable(environments);
}

/** Where everything stands. */
export function statusReport(status: FleetStatus): readonly Block[] {
  return [
    heading("Status at ", code(shortCommit(status.commit))),
    ...localNote(status.local),
    ...stateNote(status.states),
    ...statusTable(status),
    ...statusProblems(status),
    ...clustersOfStatus(status),
    ...undeclaredSection(status),
  ];
}

/** What can be said of a run in a word or a few. */
export function runVerdict(run: ChangeRun): string {
  const { refusal, environments, affected, unrecorded, leaseLost } = run;
  if (refusal) return refusal.kind === "declined" ? "declined" : "refused";
  if (affected.environments.length === 0) return "nothing to do";
  const bad = environments.filter((run) => problemsOf(run).length > 0).length;
  if (bad > 0) return `${bad} of ${environments.length} not done`;
  const promotion = promotionVerdict(run);
  if (promotion !== undefined) return promotion;
  const unknown = environments.filter(isUnhandled).length;
  if (unknown > 0) return `unknown for ${unknown} of ${environments.length}`;
  if (leaseLost) return "done, but the lease was lost";
  return unrecorded ? "done, not on record" : "done";
}

/** How far a run came that keeps to the promotion file; `undefined` where nothing held it back. */
function promotionVerdict(run: ChangeRun): string | undefined {
  const outcome = promotionOf(run);
  const of = `${outcome.holds.length} of ${run.environments.length}`;
  const until = waitingUntil(run);
  if (until !== undefined) return `waiting until ${until} with ${of}`;
  if (promotionEnd(outcome).kind !== "stopped") return undefined;
  const sick = outcome.health.find(({ health }) => health.kind !== "healthy");
  const why = sick ? `${sick.environment} is ${sick.health.kind}` : "what comes before is not there";
  return outcome.holds.length > 0 ? `stopped before ${of}: ${why}` : `done, but ${why}`;
}

interface NamedProblem {
  readonly environment: string;
  readonly problem: Problem;
}

/** Each problem that kept an environment from being previewed. */
export function failedPreviews({ environments }: Pick<ChangePreview, "environments">): readonly NamedProblem[] {
  return environments.flatMap((preview) =>
    problemsIn(preview).map((problem) => ({ environment: preview.affected.name, problem })),
  );
}

function runWarnings({ affected, layers }: EnvironmentRun) {
  return layers.flatMap((layer) =>
    "outcome" in layer && layer.outcome ? [{ environment: affected.name, diagnostics: layer.outcome.diagnostics }] : [],
  );
}

/** The first problem of an environment: what was not started for its sake says nothing new. */
function problemsOf(run: EnvironmentRun): readonly NamedProblem[] {
  // Why it is held is told once for all that are.
  if (runKind(run) === "removed" || run.held) return [];
  const environment = run.affected.name;
  return run.layers
    .flatMap((layer): readonly NamedProblem[] => {
      if ("problem" in layer) return [{ environment, problem: layer.problem }];
      if (layer.kind !== "not-started") return [];
      return [{ environment, problem: { code: "not-started", kind: "refused", message: layer.because, details: [] } }];
    })
    .slice(0, 1);
}
