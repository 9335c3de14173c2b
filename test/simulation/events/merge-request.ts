import { MergeConflict } from "../../../src/git/index.ts";
import { bot } from "../world/people.ts";
import type { SimulatedRequest } from "../world/simulated-forge.ts";
import type { World } from "../world/world.ts";
import type { MergeMethod } from "./event.ts";

type Files = Readonly<Record<string, string | undefined>>;

/** Merges a change request as a forge does, or as a person does with Git alone. @returns what happened; `undefined` where it cannot be */
export function mergeRequest(request: SimulatedRequest, method: MergeMethod, world: World): string | undefined {
  if (request.state !== "open") return undefined;
  const onto = world.tipOf(request.base) ?? "";
  const landed = landedBy(request.head, onto, method, world);
  const tip = landed?.at(-1);
  if (!landed || tip === undefined) return undefined;
  world.move(request.base, tip);
  request.state = "merged";
  request.landed = landed;
  request.mergedOnto = onto;
  request.merge = { commit: tip, at: world.instant(), by: bot };
  return `#${request.number} is merged into ${request.base} by ${method}: ${landed.map((each) => each.slice(0, 7)).join(", ")}`;
}

/** The commits that a merge makes, oldest first. */
function landedBy(head: string, onto: string, method: MergeMethod, { git }: World): readonly string[] | undefined {
  const own = git.between(head, onto);
  if (own.length === 0) return undefined;
  const isBehind = git.between(onto, head).length > 0;
  if (method === "fast-forward") return isBehind ? undefined : own;
  const merged = git.mergedFiles(onto, head);
  if (merged instanceof MergeConflict) return undefined;
  const whole = difference(git.contentOf(onto), merged);
  if (method === "squash") return [git.make(whole, { onto, branch: "landing" })];
  if (method === "merge" || method === "git") return [git.make(whole, { onto, and: [head], branch: "landing" })];
  let at = onto;
  return own.map((commit) => {
    const parent = git.parentOf(commit);
    const change = difference(parent === undefined ? {} : git.contentOf(parent), git.contentOf(commit));
    at = git.make(change, { onto: at, branch: "landing" });
    return at;
  });
}

function difference(before: Files, after: Files): Files {
  const names = Object.keys({ ...before, ...after }).filter((name) => before[name] !== after[name]);
  return Object.fromEntries(names.map((name) => [name, after[name]]));
}
