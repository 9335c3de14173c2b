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
  readonly name: "cli" | "cold" | "warm";
  open(place: Place): Promise<OpenedContestant>;
}

/** Puts a folder back to what a copy of it holds. */
export async function restore(folder: string, copy: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await cp(copy, folder, { recursive: true });
}
