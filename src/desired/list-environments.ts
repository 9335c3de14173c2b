import { groupSize, loadFleet } from "../environment/index.ts";
import type { FileTree } from "../lib/index.ts";

/** One environment in a list of all. */
export interface EnvironmentSummary {
  readonly name: string;
  /** The members above are known for invalid environments, too. */
  readonly valid: boolean;
  /** How many of its issues are errors. */
  readonly errors: number;
  readonly cloud?: "local" | "gcp";
  readonly project?: string;
  readonly region?: string;
  readonly owner?: string;
  /** Profiles that it is laid over, nearest first, by their file names without `.yaml`. */
  readonly profiles?: readonly string[];
  /** Of groups whose size follows their load, the fewest. */
  readonly machines?: number;
  readonly clusters?: number;
  readonly dependsOn?: readonly string[];
}

/** All environments of a tree, valid or not, sorted by name. */
export async function listEnvironments(tree: FileTree): Promise<readonly EnvironmentSummary[]> {
  const { names, readings } = await loadFleet(tree);
  return names.map((name): EnvironmentSummary => {
    const reading = readings.get(name);
    const errors = (reading?.issues ?? []).filter(({ severity }) => severity === "error").length;
    if (!reading?.ok) return { name, valid: false, errors };
    const { environment, files } = reading.value;
    const { kind, project, region } = environment.cloud;
    return {
      name,
      valid: true,
      errors,
      cloud: kind,
      project,
      region,
      ...(environment.owner === undefined ? {} : { owner: environment.owner }),
      profiles: files.slice(1).map((file) => file.slice(file.lastIndexOf("/") + 1).replace(/\.yaml$/, "")),
      machines: environment.machines.reduce((sum, group) => sum + groupSize(group).min, 0),
      clusters: environment.clusters.length,
      dependsOn: environment.dependsOn,
    };
  });
}
