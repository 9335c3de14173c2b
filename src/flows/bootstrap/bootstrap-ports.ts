import type { Engine, Program, StackName } from "../../engine/index.ts";

/** One of the two places that may hold the state of an organization. */
export interface StatePlace {
  /** As people write it: `gs://acme-state`, or a folder. */
  readonly location: string;
  /** Works on the state that is kept there. */
  readonly engine: Engine;
  /** Whether the engine finds out itself what creations made that a killed run had begun. */
  readonly adopts: boolean;
  /**
   * Whether a stack has resources there. It has none where it, or the place itself, is not there.
   *
   * @throws where that cannot be told: a state that cannot be read is not taken for none
   */
  holds(stack: StackName): Promise<boolean>;
}

/** What a bootstrap works with. */
export interface BootstrapPorts {
  readonly stack: StackName;
  readonly program: Program;
  /** On this machine: holds the state until the bucket is there. */
  readonly seed: StatePlace & {
    /** Puts the state aside, where it is not found again as the organization's. Gives the place where it lies then. */
    retire(): Promise<string>;
  };
  readonly bucket: StatePlace;
}
