import { DeclarationIndex, type Followed } from "../environment/index.ts";
import type { FileTree } from "../lib/index.ts";

/** What of an environment's declaration decides about its stage, and about who is told of it. */
export interface EnvironmentFacts {
  /** Names of the profiles that it is built on, without folder and ending. */
  readonly profiles: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** The team or person to ask. */
  readonly owner?: string;
  readonly dependsOn: readonly string[];
  /** What its sync agent follows. Absent where nothing is synced, or that cannot be told. */
  readonly follows?: Followed;
}

/** By name, sorted. */
export type FleetFacts = ReadonlyMap<string, EnvironmentFacts>;

/**
 * Reads what the environments of a tree declare, as far as it decides about stages and notices. Of a declaration that cannot be read its name alone
 * is known: what is wrong with it is reported where it is checked.
 */
export async function fleetFacts(tree: FileTree): Promise<FleetFacts> {
  const index = new DeclarationIndex(tree);
  const names = await index.names();
  const facts = await Promise.all(
    names.map(async (name) => {
      const [profiles, labels, owner, links, follows] = await Promise.all([
        index.profilesOf(name),
        index.labelsOf(name),
        index.ownerOf(name),
        index.linksOf(name),
        index.followedBy(name),
      ]);
      const profileNames = profiles.map((path) => path.replace(/^.*\//, "").replace(/\.yaml$/, ""));
      const dependsOn = links?.dependsOn ?? [];
      return [
        name,
        {
          profiles: profileNames,
          labels,
          ...(owner !== undefined && { owner }),
          dependsOn,
          ...(follows && { follows }),
        },
      ] as const;
    }),
  );
  return new Map(facts);
}
