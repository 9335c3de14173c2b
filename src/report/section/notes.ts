import type {
  AffectedEnvironment,
  Layer,
  LeftWaiting,
  MergeTarget,
  PlaybookCheck,
  Problem,
  StateLookedAt,
  Uncommitted,
  WaitingOnBranch,
} from "../../change/index.ts";
import { counted } from "../../lib/index.ts";
import { type Block, code, line, message, type Span, tone } from "../document/index.ts";

const shownPaths = 5;

/** A commit that an earlier run has brought up. @param at when that run ended */
export function broughtUpBeforeNote(commit: string, at: string): readonly Block[] {
  return [line("up of ", code(commit.slice(0, 7)), `: left as it is, because it was brought up at ${at}`)];
}

/** A commit whose agent was late, and whose environments were brought up to later ones since. */
export function overtakenNote(commit: string, by: readonly string[], isSettled: boolean): readonly Block[] {
  const later = by.map((each) => each.slice(0, 7)).join(", ");
  const why = `: left as it is, because its agent was late and its environments were brought up to ${later} since`;
  const open = isSettled ? [] : [tone("warned", "; the agent was late for that, too: groundwork status")];
  return [line("up of ", code(commit.slice(0, 7)), why, ...open)];
}

/** Merges of a push that were not begun, because the run was told to stop. */
export function mergesLeftNote(commits: readonly string[]): readonly Block[] {
  const names = commits.flatMap((each, index) => [...(index > 0 ? [", "] : []), code(each.slice(0, 7))]);
  const next = " Run up again with the same --since: what was brought up is left as it is.";
  return [line("Not brought up: ", ...names, ".", next)];
}

/** What a job leaves in the queue of a branch. */
export interface LeftInQueue {
  readonly left: readonly LeftWaiting[];
  /** Merges whose environments later ones have removed. */
  readonly removed: readonly string[];
  /** Names of environments that other runs are changing. */
  readonly held: readonly string[];
}

/** A job of the queue that found nothing to do. */
export function nothingWaitsNote({ branch, tag }: Pick<WaitingOnBranch, "branch" | "tag">): readonly Block[] {
  return [line(tag === undefined ? `Nothing waits on ${branch}` : `Nothing waits for the tag ${tag}`)];
}

function whyLeft(left: LeftWaiting): readonly (string | Span)[] {
  if (left.kind === "behind") return [`it comes after ${left.upstream}, which has to come first`];
  if (left.kind === "not-approved") return [code(left.merge.slice(0, 7)), " was not approved, and nothing after it"];
  const first = code((left.commits[0] ?? "").slice(0, 7));
  const next = " did not come to it; its next merge is tried, or these when their job is run again";
  return [`${counted(left.commits.length, "commit")} since `, first, next];
}

/** Which environments wait still, and for what. */
export function leftWaitingNote({ left, removed, held }: LeftInQueue): readonly Block[] {
  const waiting = left.map((each) => line(tone("warned", "Waits: "), `${each.name}: `, ...whyLeft(each)));
  for (const commit of removed)
    waiting.push(
      line("up of ", code(commit.slice(0, 7)), ": nothing to do, because its environments were removed since"),
    );
  if (held.length === 0) return waiting;
  const note = `${held.join(", ")}: another run is changing ${held.length === 1 ? "it" : "them"}, and the next job goes on with what waits`;
  return [...waiting, line("Left to others: ", note)];
}

/** Changes on disk that are not part of what is reported. */
export function uncommittedNote({ paths }: Uncommitted): readonly Block[] {
  if (paths.length === 0) return [];
  const more = paths.length > shownPaths ? ` and ${paths.length - shownPaths} more` : "";
  const shown = paths.slice(0, shownPaths).join(", ");
  return [line(tone("warned", "Not part of this, because it is not committed: "), `${shown}${more}`)];
}

/** What follows from a preview or a run that is not on record, and why it is not. */
export function unrecordedNote(of: "preview" | "run", problem: Problem | undefined): readonly Block[] {
  if (!problem) return [];
  const follows = of === "preview" ? "no merge can be held to this preview" : "the next up does not know of this run";
  return [line(tone("failed", `Not on record, so that ${follows}: `), message(problem.message))];
}

/** What is not known of environments, because nothing here carries it out, and what is known of the form of playbooks. */
export function unhandledNote(environments: readonly HasLayers[]): readonly Block[] {
  return environments.flatMap(({ affected: { name }, layers }) =>
    layers.flatMap(({ layer, kind, playbooks, because }) => [
      ...(kind === "not-handled" ? [leftOutLine(name, layer, because)] : []),
      ...playbooksNote(name, playbooks),
    ]),
  );
}

function leftOutLine(name: string, layer: Layer, because = "nothing here carries it out"): Block {
  return line(
    tone("failed", `${name}: its ${layer} are unknown. `),
    message(`What environments/${name}/${layer} declares was not compared and is not applied: ${because}`),
  );
}

/** What is known of the form of playbooks, the malformed ones first. */
function playbooksNote(name: string, check: PlaybookCheck | undefined): readonly Block[] {
  if (!check) return [];
  const { malformed, notChecked, wellFormed } = check;
  const shown = malformed.slice(0, shownPlaybooks);
  return [
    ...shown.map((playbook) =>
      line(
        tone("failed", `${playbook.path} fails its syntax check`),
        message(`: ${playbook.message}${playbook.wasBefore ? ", as before the change" : ""}`),
      ),
    ),
    ...(malformed.length > shown.length ? [line(`${malformed.length - shown.length} more cannot be read`)] : []),
    ...notChecked.map((because) => line(message(`${name}: the form of playbooks was not checked: ${because}`))),
    ...(wellFormed > 0 ? [line(`${name}: ansible-playbook can read ${counted(wellFormed, "playbook")}`)] : []),
  ];
}

const shownPlaybooks = 5;

interface HasLayers {
  readonly affected: AffectedEnvironment;
  readonly layers: readonly {
    readonly layer: Layer;
    readonly kind: string;
    readonly playbooks?: PlaybookCheck;
    readonly because?: string;
  }[];
}

export function isUnhandled({ layers }: Pick<HasLayers, "layers">): boolean {
  return layers.some(({ kind }) => kind === "not-handled");
}

/** How far the branch to merge into has gone on, and whether what is shown is the merge with it. */
export function behindNote(target: MergeTarget | undefined): readonly Block[] {
  if (!target || target.behind === 0) return [];
  const { behind, name, commit, merged } = target;
  const commits = counted(behind, "commit");
  return [
    line(
      tone("warned", `${commits} behind ${name}`),
      merged ? ": this is what merging into " : ": this is the commit alone, not what ",
      code(commit.slice(0, 7)),
      merged ? " would do" : " has since",
    ),
  ];
}

/**
 * Which state was looked at: another clone or worktree may have another.
 *
 * @param seen `before` where it has been changed since
 */
export function stateNote(states: readonly StateLookedAt[], seen: "now" | "before" = "now"): readonly Block[] {
  return states.map(({ location, stacks }) => {
    const place: Span = { ...code(location), message: true };
    if (stacks === undefined) return line(tone("quiet", "State: "), place);
    if (stacks > 0)
      return line(
        tone("quiet", "State: "),
        place,
        `, with ${counted(stacks, "stack")}${seen === "before" ? " before this run" : ""}`,
      );
    return line(
      tone("warned", "State: "),
      place,
      seen === "now"
        ? tone("warned", " is empty: no environment stands in it. ")
        : " was empty before this run: no environment stood in it. ",
      "Another clone or worktree has a state of its own",
    );
  });
}

/** Says what a preview rests on whose change comes from outside. */
export function rehearsedNote(rehearsed: "outside" | undefined): readonly Block[] {
  return rehearsed ? [line(tone("warned", rehearsedWords))] : [];
}

const rehearsedWords =
  "rehearsed, the cloud was not asked: the change comes from outside, its program was confined and got no secret. " +
  "An update may be a replacement, and no up is held to this preview";

/** Says which world it was. */
export function localNote(local: boolean): readonly Block[] {
  return local ? [line(tone("quiet", "local: rehearsed on the local cloud, with a state of its own"))] : [];
}
