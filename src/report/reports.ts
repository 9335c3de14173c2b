import {
  type AffectedEnvironment,
  addCounts,
  type ChangePreview,
  type ChangeRun,
  type CheckResult,
  type EnvironmentPreview,
  type EnvironmentRun,
  type FleetStatus,
  hasChanges,
  type Problem,
  plannedText,
  unhandledLayers,
} from "../change/index.ts";
import { type Block, code, heading, line, type Span, tone } from "./document/index.ts";
import {
  affectedSection,
  behindNote,
  doctorRemedies,
  doctorTable,
  environmentsTable,
  type ListedEnvironment,
  localNote,
  planDetails,
  previewTable,
  problemsSection,
  refusalSection,
  removedNote,
  runTable,
  secondsText,
  shortCommit,
  stateNote,
  statusProblems,
  statusTable,
  uncommittedNote,
  unhandledNote,
  warningsSection,
} from "./section/index.ts";

/** What a change would do: the table first, then what is not known, then every resource. */
export function previewReport(preview: ChangePreview): readonly Block[] {
  const { environments, commit, target, affected, digest, states, uncommitted, local, milliseconds } = preview;
  return [
    heading("Preview of ", code(shortCommit(commit)), ": ", verdictOfPreview(preview)),
    ...localNote(local),
    ...stateNote(states),
    ...affectedSection(affected),
    ...behindNote(target),
    ...uncommittedNote(uncommitted),
    ...previewTable(environments),
    ...problemsSection(failedPreviews(preview), "cannot be previewed:"),
    ...unhandledNote(environments.map(affectedOf)),
    ...warningsSection(environments.flatMap(planWarnings)),
    ...removedNote(removedOf(environments), local),
    ...planDetails(environments),
    ...(digest && environments.length > 0 ? [line("Digest ", code(digest), `, in ${secondsText(milliseconds)}`)] : []),
  ];
}

/** What is about to happen: shown before somebody is asked. */
export function plansReport(previews: readonly EnvironmentPreview[]): readonly Block[] {
  return [
    ...previewTable(previews),
    ...unhandledNote(previews.map(affectedOf)),
    ...warningsSection(previews.flatMap(planWarnings)),
    ...planDetails(previews),
  ];
}

/** What a run did: how each environment ended, then every problem in full. */
export function runReport(run: ChangeRun): readonly Block[] {
  const { verb, commit, affected, previews, refusal, environments, states, uncommitted, local, milliseconds } = run;
  return [
    heading(`${verb} of `, code(shortCommit(commit)), `: ${verdictOfRun(run)} in ${secondsText(milliseconds)}`),
    ...localNote(local),
    ...stateNote(states, "before"),
    ...(verb === "up" ? affectedSection(affected) : []),
    ...uncommittedNote(uncommitted),
    ...(refusal ? refusalSection(refusal) : []),
    ...problemsSection(failedPreviews({ environments: previews }), "cannot be previewed:"),
    ...runTable(environments, verb),
    ...problemsSection(environments.flatMap(problemsOf), "is not done:"),
    ...unhandledNote(environments.map(affectedOf)),
    ...warningsSection(environments.flatMap(runWarnings)),
    ...removedNote(removedOf(environments), local),
  ];
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

function verdictOfPreview({ environments }: ChangePreview): string | Span {
  const unknown = environments.filter((each) => each.kind === "failed" || isUnhandled(each)).length;
  if (unknown > 0) return `unknown for ${unknown} of ${environments.length}`;
  const counts = addCounts(environments.flatMap((each) => (each.kind === "planned" ? [each.counts] : [])));
  if (environments.length === 0) return "nothing to do";
  if (!hasChanges(counts)) return "no changes in the infrastructure";
  const losesSomething = counts.replace + counts.delete > 0;
  return losesSomething ? tone("removed", plannedText(counts)) : plannedText(counts);
}

function verdictOfRun({ refusal, environments, affected }: ChangeRun): string {
  if (refusal) return refusal.kind === "declined" ? "declined" : "refused";
  if (affected.environments.length === 0) return "nothing to do";
  const bad = environments.filter((run) => problemsOf(run).length > 0).length;
  if (bad > 0) return `${bad} of ${environments.length} not done`;
  const unknown = environments.filter(isUnhandled).length;
  return unknown === 0 ? "done" : `unknown for ${unknown} of ${environments.length}`;
}

function isUnhandled({ affected }: { readonly affected: AffectedEnvironment }): boolean {
  return unhandledLayers(affected).length > 0;
}

function affectedOf({ affected }: { readonly affected: AffectedEnvironment }): AffectedEnvironment {
  return affected;
}

interface NamedProblem {
  readonly environment: string;
  readonly problem: Problem;
}

function failedPreviews({ environments }: Pick<ChangePreview, "environments">): readonly NamedProblem[] {
  return environments.flatMap((preview) =>
    preview.kind === "failed" ? [{ environment: preview.affected.name, problem: preview.problem }] : [],
  );
}

function planWarnings(preview: EnvironmentPreview) {
  if (preview.kind !== "planned") return [];
  return [{ environment: preview.affected.name, diagnostics: preview.plan.diagnostics }];
}

function runWarnings(run: EnvironmentRun) {
  if (run.kind !== "ran" || run.outcome === undefined) return [];
  return [{ environment: run.affected.name, diagnostics: run.outcome.diagnostics }];
}

function problemsOf(run: EnvironmentRun): readonly NamedProblem[] {
  const environment = run.affected.name;
  if (run.kind === "failed") return [{ environment, problem: run.problem }];
  if (run.kind === "not-started")
    return [{ environment, problem: { code: "not-started", kind: "refused", message: run.because, details: [] } }];
  if (run.kind === "removed" || run.kind === "not-handled") return [];
  const { outcome, convergence } = run;
  if (outcome && outcome.result !== "succeeded") {
    const details = outcome.diagnostics
      .filter(({ severity }) => severity === "error")
      .map(({ message }) => message.trim());
    return [
      { environment, problem: { code: outcome.result, kind: "failed", message: `the run ${outcome.result}`, details } },
    ];
  }
  return convergence.kind === "not-converged" ? [{ environment, problem: convergence.problem }] : [];
}

function removedOf(
  environments: readonly { readonly kind: string; readonly affected: AffectedEnvironment }[],
): readonly AffectedEnvironment[] {
  return environments.filter(({ kind }) => kind === "removed").map(({ affected }) => affected);
}
