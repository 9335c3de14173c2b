import { isDeepStrictEqual } from "node:util";
import type { AffectedEnvironment, AffectedSet, MergeTarget, NotReached } from "../../change/index.ts";
import type { Branches } from "../../forge/index.ts";
import { type CommitId, emptyTree, type Repository } from "../../git/index.ts";
import { keptPromise, keptPromises } from "../../lib/index.ts";
import { isAmong, type References, type ReferencesInto, referencesInto } from "../../promotion/index.ts";
import type { Arrival, Reach } from "../ports.ts";
import { branchNamed, protectedReferences, type ReferencesSource, referencesAt } from "./protected-references.ts";

/** For questions about all environments, from all branches. */
export const everywhere: Reach = { beyond: async () => [], laterByTag: async () => [] };

/**
 * What commits reach, by the promotion file of the protected branch. A change to the file holds once it has come there, so that no branch
 * opens its own way; and of commits of that branch, what the file before them keeps them from as well, so that no change opens its own way
 * either. Tags count on commits of the protected branch alone.
 *
 * @param branches of the forge, which is asked for the main line where the clone does not have it
 */
export function reachOf(arrival: Arrival, git: ReferencesSource, branches?: Branches): Reach {
  const { branch } = arrival;
  const protectedOnes = keptPromise(() => protectedReferences(arrival, git, branches));
  const earlierOnes = keptPromises<References | undefined>();
  const isReachedByCommits = (into: ReferencesInto | undefined) =>
    !into || (branch !== undefined && isAmong(into.branches, branch));
  return {
    arrival,
    beyond: async (names, before) => {
      if (names.length === 0) return [];
      const { references, isOwn } = await protectedOnes();
      const hasBefore = isOwn && arrival.as === "commits" && before !== undefined && before !== emptyTree;
      const earlier = hasBefore ? await earlierOnes(before, () => referencesAt(before, git)) : undefined;
      const isReached = (into: ReferencesInto | undefined) => {
        if (arrival.as === "tag") return isOwn && into !== undefined && isAmong(into.tags, arrival.tag);
        return isReachedByCommits(into) || (arrival.as === "change" && isOwn && (into?.tags.length ?? 0) > 0);
      };
      return names.flatMap((name) => {
        const all = [references, ...(earlier ? [earlier] : [])].map((each) => referencesInto(each, name));
        return all.flatMap((into) => (isReached(into) ? [] : [notReached(name, into)])).slice(0, 1);
      });
    },
    laterByTag: async (names) => {
      if (names.length === 0 || arrival.as !== "change") return [];
      const { references, isOwn } = await protectedOnes();
      return names.flatMap((name) => {
        const into = referencesInto(references, name);
        const isLater = isOwn && into !== undefined && into.tags.length > 0 && !isReachedByCommits(into);
        return isLater ? [{ name, tags: into.tags }] : [];
      });
    },
  };
}

function notReached(name: string, into: ReferencesInto | undefined): NotReached {
  if (!into) return { name, branches: ["*"] };
  return { name, branches: into.branches, ...(into.tags.length > 0 && { tags: into.tags }) };
}

/**
 * The same ports, for a run that is about commits that come in such a way. What was found out about them before is kept.
 *
 * @param forge which is asked for the main line where the clone does not have it
 */
export function arriving<Ports extends { readonly git: Repository; readonly reach?: Reach }>(
  arrival: Arrival,
  ports: Ports,
  { branches }: { readonly branches?: Branches } = {},
): Ports & { readonly reach: Reach } {
  const { reach } = ports;
  const isKnown = reach && isDeepStrictEqual(reach.arrival, arrival) && !branches;
  return { ...ports, reach: isKnown ? reach : reachOf(arrival, ports.git, branches) };
}

/** What is reached in one way or in the other. */
export function eitherOf(one: Reach, other: Reach): Reach {
  return {
    beyond: async (names, before) => {
      const beyond = await one.beyond(names, before);
      const neither = new Set((await other.beyond(names, before)).map(({ name }) => name));
      return beyond.filter(({ name }) => neither.has(name));
    },
    laterByTag: async () => [],
  };
}

/** {@link arriving} as commits of a branch. */
export function onBranch<Ports extends { readonly git: Repository; readonly reach?: Reach }>(
  branch: string,
  ports: Ports,
  forge: { readonly branches?: Branches } = {},
): Ports & { readonly reach: Reach } {
  return arriving({ as: "commits", branch }, ports, forge);
}

/**
 * The same ports, for a preview of what merging into a target does. A target that is a commit names no branch: then what would reach any
 * is previewed.
 */
export function ontoTarget<Ports extends { readonly git: Repository }>(
  target: Pick<MergeTarget, "name"> | undefined,
  ports: Ports,
): Ports & { readonly reach: Reach } {
  const branch = target && branchNamed(target.name, ports.git);
  return branch === undefined ? { ...ports, reach: everywhere } : arriving({ as: "change", branch }, ports);
}

/** Those of these environments that the commits reach. */
export async function reachedOf(names: readonly string[], reach: Reach, before?: CommitId): Promise<readonly string[]> {
  const beyond = new Set((await reach.beyond(names, before)).map(({ name }) => name));
  return names.filter((name) => !beyond.has(name));
}

/**
 * The same without what the commits do not reach, and with the names of that and of what waits for a tag.
 *
 * @param before the commit before the change that it is about. Absent where it is about what stands: then the file as it is now counts alone.
 */
export async function withinReach(found: AffectedSet, reach: Reach, before?: CommitId): Promise<AffectedSet> {
  const names = found.environments.map(({ name }) => name);
  const [beyond, laterByTag] = [await reach.beyond(names, before), await reach.laterByTag(names)];
  const isBeyond = ({ name }: AffectedEnvironment) => beyond.some((each) => each.name === name);
  return {
    ...found,
    ...(beyond.length > 0 && {
      environments: found.environments.filter((each) => !isBeyond(each)),
      notReached: beyond,
    }),
    ...(laterByTag.length > 0 && { laterByTag }),
  };
}
