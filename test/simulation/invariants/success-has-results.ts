import { runSucceeded } from "../../../src/change/index.ts";
import { MergeConflict } from "../../../src/git/index.ts";
import type { EndOfPreview } from "../world/jobs.ts";
import { touched, touchedIn } from "../world/platform.ts";
import type { World } from "../world/world.ts";
import type { Invariant } from "./invariant.ts";

/** An end does not change any more, and finding out takes a merge for each tip. */
function isNew(end: EndOfPreview): boolean {
  const known = lookedAt.has(end);
  lookedAt.add(end);
  return !known;
}

const lookedAt = new WeakSet<EndOfPreview>();

/** A preview whose check is green shows every environment that the merge would touch, on one of the tips that the base had meanwhile. */
export const previewsAreWhole: Invariant = {
  name: "a preview that succeeds shows every environment that the change touches",
  when: "always",
  problem: (world) => {
    const { git, forge, previews, tips } = world;
    for (const { preview, posting, job, endedAt } of previews.filter(isNew)) {
      const { commit, environments, target } = preview;
      const isGreen = forge.statuses.some(
        (each) => each.commit === commit && each.state === "success" && each.context.startsWith("groundwork/preview"),
      );
      if (!isGreen || posting.superseded !== undefined || target === undefined) continue;
      const shown = environments.map(({ affected }) => affected.name);
      const ranges = tips.filter(({ branch, at }) => branch === target.name && at <= endedAt);
      const isWhole = ranges.some(({ commit: tip }) => {
        const merged = git.mergedFiles(tip, commit);
        if (merged instanceof MergeConflict) return false;
        return touchedIn(git.contentOf(tip), merged).every((name) => shown.includes(name));
      });
      if (!isWhole)
        return `${job.name} shows ${shown.join(", ") || "nothing"} of ${commit.slice(0, 7)}, which touches more`;
    }
    return undefined;
  },
};

/** A run that succeeds leaves every environment that its merge touches as the commit says, or one that a person named every one. */
export const successesStand: Invariant = {
  name: "a run that succeeds leaves every environment that it is for as its commit says",
  when: "always",
  problem: (world) => {
    for (const { run, job, unlike, allowUnreviewed } of world.ups) {
      if (!runSucceeded(run)) continue;
      const ran = run.environments.map(({ affected }) => affected.name);
      const ofRun = world.queues ? ran : ofMerge(run.commit, world);
      const wanted = allowUnreviewed ? unlike : ofRun.filter((name) => unlike.includes(name));
      const [name] = wanted;
      if (name !== undefined) return `${job.name} says success of ${run.commit.slice(0, 7)}, and ${name} is otherwise`;
    }
    return undefined;
  },
};

/** Environments that the change request of a merge touches. */
export function ofMerge(commit: string, { git, forge }: World): readonly string[] {
  const request = forge.requests.find(({ landed, base }) => base === "main" && landed.includes(commit));
  return request ? touched(git, request.mergedOnto, commit) : touched(git, git.parentOf(commit) ?? commit, commit);
}
