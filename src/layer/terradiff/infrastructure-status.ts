import { isPlanned, type LayerStatus, type Reason, resourceNameOf, statusOfPreview } from "../../change/index.ts";
import { pendingCreationsIn } from "../../engine/index.ts";
import { counted } from "../../lib/index.ts";
import type { OnRecord } from "../layer.ts";
import type { TerradiffPorts } from "./ports.ts";

const words = { inSync: "the cloud was asked", diverged: "the cloud differs from the program" };

/** What a comparison gave, or else the records; and what the state says of an earlier run that did not end. */
export async function infrastructureStatus(known: OnRecord, engines: TerradiffPorts["engines"]): Promise<LayerStatus> {
  const { compared, commit } = known;
  const status = compared ? statusOfPreview(compared, commit, words) : recordedStatus(known, engines.local);
  return withPendingCreations(status, known, engines);
}

/** The record of runs is true as long as the cloud has not been changed by other means, so it never says `in-sync`. */
function recordedStatus({ environment, run, lost, pending }: OnRecord, local: boolean): LayerStatus {
  const layer = "infrastructure";
  const isGone = pending?.reasons.some((reason) => reason.kind === "not-applied" && reason.because === "never-up");
  const lostProblems = (records: readonly string[]) => [
    `lost or not readable: ${records.join(", ")}`,
    `ask the cloud with: groundwork status --env ${environment} --refresh${local ? " --local" : ""}`,
  ];
  if (!run && lost.length > 0 && !isGone)
    return {
      layer,
      verdict: "unknown",
      detail: "a record that may be of its only run is lost",
      problems: lostProblems(lost),
    };
  if (!run) return { layer, verdict: "diverged", detail: "never brought up", problems: [] };
  if (isGone && run.verb === "up")
    return { layer, verdict: "diverged", detail: "the state holds nothing of it", problems: [] };
  const own = run.verb === "up" && run.result !== "succeeded" ? run.infrastructure : undefined;
  const isOwnGood = own?.lostSince.length === 0 && (own.kind === "applied" || own.kind === "unchanged");
  const known = { layer, revision: isOwnGood ? own.commit : run.commit, since: isOwnGood ? own.at : run.at } as const;
  if (run.result !== "succeeded" && !isOwnGood) {
    const problems = run.problem === undefined ? [] : [run.problem];
    return { ...known, verdict: "unknown", detail: `last ${run.verb} ${run.result}`, problems };
  }
  if (run.lostSince.length > 0) {
    const problems = lostProblems(run.lostSince);
    return { ...known, verdict: "unknown", detail: "a record that may be of a later run is lost", problems };
  }
  if (run.verb === "destroy") return { ...known, verdict: "diverged", detail: "destroyed", problems: [] };
  // That a run failed on another layer leaves this one as that run has applied it.
  const concerns = (reason: Reason) => reason.layer === layer && !(isOwnGood && isLastRunFailed(reason));
  if (pending?.reasons.some(concerns))
    return { ...known, verdict: "diverged", detail: "Git has changes that are not applied", problems: [] };
  return {
    ...known,
    verdict: "applied",
    detail: "by the last up; --refresh asks whether the cloud has it",
    problems: [],
  };
}

function isLastRunFailed(reason: Reason): boolean {
  return reason.kind === "not-applied" && reason.because === "last-run-failed";
}

/** A comparison has read the state already. */
function creatingIn(compared: OnRecord["compared"]): readonly string[] | undefined {
  if (compared?.kind === "failed") return compared.partial?.creating;
  return compared && isPlanned(compared) ? compared.plan?.creating : undefined;
}

/** A backend that cannot be asked is reported by the next up; what the records say stays true. */
async function creatingInState(
  environment: string,
  desired: OnRecord["desired"],
  engines: TerradiffPorts["engines"],
): Promise<readonly string[]> {
  const engine = "problem" in desired ? engines.engineForRemoved : engines.engineFor(desired);
  const state = await engine.exportState({ project: engines.project, stack: environment }).catch(() => undefined);
  return state === undefined ? [] : pendingCreationsIn(state);
}

/** A killed run leaves no record, but in the state what it was creating: whether that exists is not known. */
async function withPendingCreations(
  status: LayerStatus,
  { environment, desired, compared }: OnRecord,
  engines: TerradiffPorts["engines"],
): Promise<LayerStatus> {
  const urns = creatingIn(compared) ?? (await creatingInState(environment, desired, engines));
  if (urns.length === 0) return status;
  return {
    ...status,
    verdict: "unknown",
    detail: `an earlier run was interrupted during ${counted(urns.length, "creation")}`,
    problems: [
      ...urns.map((urn) => `${resourceNameOf(urn).name} was being created`),
      `adopt what exists with: groundwork refresh --env ${environment} --adopt${engines.local ? " --local" : ""}`,
      ...status.problems,
    ],
  };
}
