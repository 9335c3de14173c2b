import type { CommandLedger } from "../../../src/command/index.ts";
import type { Engine } from "../../../src/engine/index.ts";
import type { PreviewWriter } from "../../../src/flows/index.ts";
import type { Forge } from "../../../src/forge/index.ts";
import type { Repository } from "../../../src/git/index.ts";
import type { History } from "../../../src/history/index.ts";
import type { Leases, RunLeases } from "../../../src/lease/index.ts";
import type { SimulatedComment, SimulatedRequest } from "../world/simulated-forge.ts";
import type { World } from "../world/world.ts";

/** A fault that Groundwork does not have, put in at a port or around a flow. */
export interface Fault {
  /** What goes wrong, as a sentence. */
  readonly name: string;
  /** Names of the invariants one of which has to notice it. */
  readonly noticedBy: readonly string[];
  /** Whether it takes jobs that meet, so that it is looked for in histories of such jobs alone. */
  readonly crowded?: true;
  /** Whether it can be noticed only where jobs of the branch bring up what waits, or only where they do not. @default in both */
  readonly queues?: "only" | "never";
  readonly forge?: (forge: Forge, world: World) => Forge;
  readonly ledger?: (ledger: CommandLedger) => CommandLedger;
  readonly history?: (history: History, world: World) => History;
  readonly engine?: (engine: Engine) => Engine;
  readonly git?: (git: Repository) => Repository;
  /** Leases as they are kept in the one place of all jobs. */
  readonly leases?: (leases: Leases, world: World) => Leases;
  /** Leases as a flow uses them. */
  readonly runLeases?: (leases: RunLeases) => RunLeases;
  readonly previewWriter?: (write: PreviewWriter) => PreviewWriter;
  /** Comments that the board takes for its own. */
  readonly comments?: (request: SimulatedRequest, topic: string) => readonly SimulatedComment[];
}
