import { type Followed, type Issue, issueAt, type Located, type ValuePath } from "../environment/index.ts";
import { matchesStars } from "../lib/index.ts";
import { didYouMean, nearestName } from "../lib/nearest-name.ts";
import type { RawStage } from "./document.ts";
import type { FleetFacts } from "./fleet-facts.ts";
import { membersOf } from "./members.ts";
import { circleThrough, stagesBefore } from "./stage-order.ts";

export type Report = (path: ValuePath, code: string, message: string, severity?: Issue["severity"]) => void;

/** Everything that is wrong with stages of the right shape. */
export function checkStages(
  root: Located,
  stages: readonly RawStage[],
  fleet: FleetFacts,
  missing: "wrong" | "left-out",
): readonly Issue[] {
  const issues: Issue[] = [];
  const report: Report = (path, code, message, severity = "error") =>
    issues.push(issueAt(root, path, { severity, code, message }));
  for (const [index, stage] of stages.entries()) {
    const at: ValuePath = ["spec", "stages", index];
    checkName(report, at, stage, stages.slice(0, index));
    checkOrder(report, at, stage, stages);
    if (missing === "wrong") checkSelectors(report, at, stage, fleet);
    checkMembership(report, at, index, stages, fleet);
    checkParts(report, at, stage, membersOf(stage, fleet), missing);
  }
  if (missing === "wrong") checkFollowed(report, stages, fleet);
  // The dependencies of environments say nothing while the order of the stages is not known.
  if (!issues.some(({ severity }) => severity === "error")) checkDependencies(report, stages, fleet);
  return issues;
}

function checkName(report: Report, at: ValuePath, { name }: RawStage, earlier: readonly RawStage[]): void {
  if (earlier.some((other) => other.name === name))
    report([...at, "name"], "duplicate-name", `a stage above is called "${name}" already; give each its own name`);
}

function checkOrder(report: Report, at: ValuePath, { name, after }: RawStage, stages: readonly RawStage[]): void {
  const names = stages.map((stage) => stage.name);
  for (const [index, before] of (after ?? []).entries())
    if (!names.includes(before)) report([...at, "after", index], "missing-reference", unknown("stage", before, names));
  // Of two stages with one name it cannot be told which of them another one follows.
  const circle = names.filter((other) => other === name).length === 1 ? circleThrough(name, stages) : undefined;
  if (circle)
    report(
      [...at, "after"],
      "stage-cycle",
      `stages wait for each other in a circle: ${circle.join(" -> ")}; take one of these out`,
    );
}

function checkSelectors(report: Report, at: ValuePath, stage: RawStage, fleet: FleetFacts): void {
  const { environments = [], profiles = [], labels = {} } = stage;
  checkEnvironments(report, [...at, "environments"], environments, fleet);
  const known = [...new Set([...fleet.values()].flatMap((facts) => facts.profiles))].toSorted();
  for (const [index, profile] of profiles.entries())
    if (!known.includes(profile))
      report([...at, "profiles", index], "missing-reference", unknown("profile of an environment", profile, known));
  if (environments.length + profiles.length + Object.keys(labels).length === 0)
    report(at, "empty-stage", "names no environment; write environments, profiles or labels");
}

/** A name has to be there; a pattern that matches nothing may wait for its first environment. */
export function checkEnvironments(report: Report, at: ValuePath, written: readonly string[], fleet: FleetFacts): void {
  const names = [...fleet.keys()];
  for (const [index, pattern] of written.entries()) {
    if (names.some((name) => matchesStars(pattern, name))) continue;
    if (!pattern.includes("*")) report([...at, index], "missing-reference", unknown("environment", pattern, names));
    else report([...at, index], "matches-nothing", `no environment is called like "${pattern}" so far`, "warning");
  }
}

function checkMembership(
  report: Report,
  at: ValuePath,
  index: number,
  stages: readonly RawStage[],
  fleet: FleetFacts,
): void {
  const stage = stages[index];
  if (!stage) return;
  for (const earlier of stages.slice(0, index)) {
    const others = membersOf(earlier, fleet);
    const both = membersOf(stage, fleet).filter((name) => others.includes(name));
    if (both.length === 0) continue;
    const message = `${some(both)} ${both.length === 1 ? "is" : "are"} in stage "${earlier.name}" already; an environment is in one stage`;
    report(placeOfSelectors(at, stage), "in-two-stages", message);
  }
}

function placeOfSelectors(at: ValuePath, { environments, profiles, labels }: RawStage): ValuePath {
  if (environments) return [...at, "environments"];
  if (profiles) return [...at, "profiles"];
  return labels ? [...at, "labels"] : at;
}

function checkParts(
  report: Report,
  at: ValuePath,
  { name, canary }: RawStage,
  members: readonly string[],
  missing: "wrong" | "left-out",
): void {
  if (!canary) return;
  const path = [...at, "canary"];
  if ((canary.size === undefined) === (canary.environments === undefined))
    report(path, "one-of-two", "write either size or environments: how many go first, or which");
  if (missing === "left-out") return;
  for (const [index, pattern] of (canary.environments ?? []).entries())
    if (!members.some((member) => matchesStars(pattern, member)))
      report(
        [...path, "environments", index],
        "missing-reference",
        unknown(`environment of stage ${name}`, pattern, members),
      );
}

/** A stage that comes first cannot wait for an environment of one that comes later. */
function checkDependencies(report: Report, stages: readonly RawStage[], fleet: FleetFacts): void {
  const stageOf = new Map(
    stages.flatMap((stage) => membersOf(stage, fleet).map((name) => [name, stage.name] as const)),
  );
  const before = stagesBefore(stages);
  for (const [index, stage] of stages.entries())
    for (const name of membersOf(stage, fleet))
      for (const upstream of upstreamOf(name, fleet)) {
        const later = stageOf.get(upstream);
        if (later === undefined || !before.get(later)?.includes(stage.name)) continue;
        const message =
          `${name} depends on ${upstream}, which is in stage "${later}", and that comes after "${stage.name}": each waits for the other; ` +
          `put ${upstream} into "${stage.name}" or a stage before it`;
        report(placeOfSelectors(["spec", "stages", index], stage), "stage-cycle", message);
      }
}

/**
 * A merge or a tag reaches the manifests of every agent that follows its branch, or tags of its range, at once, also those of a later
 * stage. One fixed tag is moved in the declaration of each environment, which stages hold.
 */
function checkFollowed(report: Report, stages: readonly RawStage[], fleet: FleetFacts): void {
  const followedIn = (stage: RawStage) =>
    new Set(membersOf(stage, fleet).flatMap((name) => movingText(fleet.get(name)?.follows)));
  const before = stagesBefore(stages);
  for (const [index, stage] of stages.entries()) {
    const own = followedIn(stage);
    const earlier = stages.filter(({ name }) => name !== stage.name && before.get(stage.name)?.includes(name));
    const shared = [...own].filter((followed) => earlier.some((other) => followedIn(other).has(followed)));
    if (shared.length === 0) continue;
    const message =
      `its sync agents follow ${some(shared)}, as those of a stage before it do: what is pushed there reaches the manifests of both at ` +
      "once, and stages hold infrastructure alone; give the environments of each stage a sync.branch, sync.tag or sync.semver of their " +
      "own, or know this";
    report(placeOfSelectors(["spec", "stages", index], stage), "same-branch", message, "warning");
  }
}

/** What an agent follows without a change of its environment's declaration, as text. */
function movingText(follows: Followed | undefined): readonly string[] {
  if (follows === undefined || follows.kind === "tag") return [];
  return [follows.kind === "branch" ? `branch ${follows.value}` : `tags ${follows.value}`];
}

/** Directly, or over environments that are in no stage and would carry the circle on. */
function upstreamOf(name: string, fleet: FleetFacts): readonly string[] {
  const found = new Set(fleet.get(name)?.dependsOn);
  for (const each of found) for (const next of fleet.get(each)?.dependsOn ?? []) found.add(next);
  return [...found];
}

function unknown(what: string, written: string, known: readonly string[]): string {
  const rest = known.length === 0 ? "there are none" : `there are ${some([...new Set(known)])}`;
  return `no ${what} is called "${written}"${didYouMean(nearestName(written, known))}; ${rest}`;
}

const shownNames = 12;

function some(names: readonly string[]): string {
  return names.length > shownNames ? `${names.slice(0, shownNames).join(", ")}, …` : names.join(", ");
}
