import {
  type ChangePreview,
  type ChangeRun,
  type CheckResult,
  type EnvironmentRun,
  type Explanation,
  type FleetStatus,
  type Problem,
  problemsIn,
  type RecordedHistory,
  runKind,
} from "../change/index.ts";
import { secondsText } from "../lib/index.ts";
import { type Block, code, heading, line } from "./document/index.ts";
import {
  affectedSection,
  doctorRemedies,
  doctorTable,
  environmentsTable,
  explanationSection,
  isUnhandled,
  type ListedEnvironment,
  localNote,
  problemsSection,
  recordTable,
  refusalSection,
  removedNote,
  runTable,
  shortCommit,
  stateNote,
  statusProblems,
  statusTable,
  uncommittedNote,
  unhandledNote,
  unreadableNote,
  unrecordedNote,
  verificationNote,
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
    ...(refusal ? refusalSection(refusal) : []),
    ...problemsSection(failedPreviews({ environments: previews }), "cannot be previewed:"),
    ...runTable(environments, verb),
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
  ];
}

/** What can be said of a run in a word or a few. */
export function runVerdict({ refusal, environments, affected, unrecorded }: ChangeRun): string {
  if (refusal) return refusal.kind === "declined" ? "declined" : "refused";
  if (affected.environments.length === 0) return "nothing to do";
  const bad = environments.filter((run) => problemsOf(run).length > 0).length;
  if (bad > 0) return `${bad} of ${environments.length} not done`;
  const unknown = environments.filter(isUnhandled).length;
  if (unknown > 0) return `unknown for ${unknown} of ${environments.length}`;
  return unrecorded ? "done, not on record" : "done";
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
  if (runKind(run) === "removed") return [];
  const environment = run.affected.name;
  return run.layers
    .flatMap((layer): readonly NamedProblem[] => {
      if ("problem" in layer) return [{ environment, problem: layer.problem }];
      if (layer.kind !== "not-started") return [];
      return [{ environment, problem: { code: "not-started", kind: "refused", message: layer.because, details: [] } }];
    })
    .slice(0, 1);
}
