import { cp, rm } from "node:fs/promises";
import type { Scenario } from "./scenario.ts";

/** What one run took. */
export interface RunFigures {
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
  readonly peakMebibytes: number;
}

/** The folders of one contestant in one scenario. No other contestant uses them. */
export interface Place {
  readonly project: string;
  /** Folder of the file backend. */
  readonly state: string;
  /** Environment with the provider's executable on its `PATH`, a passphrase, and nothing of the user's own Pulumi. */
  readonly environment: NodeJS.ProcessEnv;
}

export interface OpenedContestant {
  /** Makes the stack, without anything in it. */
  init(): Promise<void>;
  /** @throws when the operation fails: a figure of something that did not work would be worse than none. */
  run(verb: Scenario["verb"]): Promise<RunFigures>;
  close(): Promise<void>;
}

/** One way to carry out operations. */
export interface Contestant {
  readonly name: "cli" | "cold" | "warm" | "cold, grpc-js" | "warm, grpc-js";
  open(place: Place): Promise<OpenedContestant>;
}

/** Environment variables with which an engine speaks to provider executables over our own HTTP/2 transport. */
const lightGrpc = { GROUNDWORK_LIGHT_GRPC: "1" };

/** The same engine over our own transport, with the figures that goals are about, and over grpc-js, which is the default. */
export function overBothTransports(contestant: Contestant & { readonly name: "cold" | "warm" }): readonly Contestant[] {
  return [
    {
      name: contestant.name,
      open: async (place) => await contestant.open({ ...place, environment: { ...place.environment, ...lightGrpc } }),
    },
    { name: `${contestant.name}, grpc-js`, open: async (place) => await contestant.open(place) },
  ];
}

/** Puts a folder back to what a copy of it holds. */
export async function restore(folder: string, copy: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await cp(copy, folder, { recursive: true });
}
