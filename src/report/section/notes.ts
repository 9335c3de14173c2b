import type {
  AffectedEnvironment,
  Layer,
  MergeTarget,
  PlaybookCheck,
  Problem,
  StateLookedAt,
  Uncommitted,
} from "../../change/index.ts";
import { counted } from "../../lib/index.ts";
import { type Block, code, line, message, type Span, tone } from "../document/index.ts";

const shownPaths = 5;

/** A commit that an earlier run has brought up. @param at when that run ended */
export function broughtUpBeforeNote(commit: string, at: string): readonly Block[] {
  return [line("up of ", code(commit.slice(0, 7)), `: left as it is, because it was brought up at ${at}`)];
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

/** Folders that left Git, and what would take down what they declared. */
export function removedNote(
  environments: readonly { readonly affected: AffectedEnvironment }[],
  local: boolean,
): readonly Block[] {
  const removed = environments.filter(({ affected }) => affected.folder === "removed");
  return removed.map(({ affected: { name } }) =>
    line(
      tone("removed", `${name} left Git. `),
      "Its resources stay as they are until you run: ",
      code(`groundwork destroy --env ${name}${local ? " --local" : ""}`),
    ),
  );
}

/** What is not known of environments, because no command compares or applies it yet. */
export function unhandledNote(environments: readonly HasLayers[]): readonly Block[] {
  return environments
    .filter(isUnhandled)
    .flatMap(({ affected: { name }, layers }) =>
      layers
        .filter(({ kind }) => kind === "not-handled")
        .flatMap(({ layer, playbooks }) => [
          line(
            tone("failed", `${name}: its ${layer} are unknown. `),
            `What environments/${name}/${layer} declares is not handled yet: it was not compared and is not applied`,
          ),
          ...playbooksNote(name, playbooks),
        ]),
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
  readonly layers: readonly { readonly layer: Layer; readonly kind: string; readonly playbooks?: PlaybookCheck }[];
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

/** Says which world it was. */
export function localNote(local: boolean): readonly Block[] {
  return local ? [line(tone("quiet", "local: rehearsed on the local cloud, with a state of its own"))] : [];
}
