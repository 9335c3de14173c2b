import type { FleetCorrection } from "../../../src/correction/index.ts";
import { bringUp, correctDrift, type FlowPorts } from "../../../src/flows/index.ts";
import { markdown, proposalText } from "../../../src/report/index.ts";
import { DriverWorld } from "../../fakes/driver/driver-world.ts";
import { memoryCommits } from "../../fakes/driver/memory-commits.ts";

export const declared = { main: { cidr: "10.0.0.0/16" } };
export const changed = { main: { cidr: "10.9.0.0/16" } };

export function corrections(entries: string): Readonly<Record<string, string>> {
  return {
    "environments/corrections.yaml": `apiVersion: groundwork.dev/v1\nkind: Corrections\nspec:\n  corrections:\n${entries}`,
  };
}

/** Environments that stand as they are declared, with a file of corrections. */
export async function standing(entries: string, names: readonly string[] = ["dev"]): Promise<DriverWorld> {
  const world = new DriverWorld(names);
  // What asks the cloud is run at each comparison, so that a state that was only read is seen.
  world.engine.reads = { reads: { cloud: true, stacks: [], previewed: [] } };
  world.git.make(corrections(entries));
  const confirm = async () => await Promise.resolve(true);
  await bringUp({ environments: [], refresh: false, requirePreview: false, confirm }, world.ports);
  return world;
}

export const correcting = "    - { environments: ['*'], mode: correct }\n";

export const correct = async (world: DriverWorld, ports: Partial<FlowPorts> = {}, dryRun = false) =>
  await correctDrift(
    {
      environments: [],
      dryRun,
      proposing: {
        branch: "main",
        commits: memoryCommits(world.git, world.committer),
        ...(world.host && { forge: world.host.forge }),
        body: (environment, results) => markdown(proposalText(environment, results)),
      },
    },
    { ...world.ports, ...ports },
  );
export const ends = ({ environments }: FleetCorrection) =>
  environments.map(({ environment, problem, results }) => [
    environment,
    problem?.code ?? "",
    ...results.map(({ end }) => (end.kind === "left" ? end.because : end.kind)),
  ]);
/** What changed, or could have changed, a cloud or a state. */
export const changes = ({ engine: { calls } }: DriverWorld, since: number) =>
  calls.slice(since).filter((call) => call.startsWith("up ") || call.startsWith("destroy "));
export const cloudOf = (world: DriverWorld) => world.engine.cloud.get("dev");
