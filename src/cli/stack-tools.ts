import type { Engine, Program, StackName, UntypedDeployment } from "../engine/index.ts";
import type { CommandWiring } from "./program.ts";

/** One entry of a stack's history, as far as it is shown. */
export interface ShownUpdate {
  readonly kind: string;
  /** Seconds since 1970. */
  readonly startTime: number;
  readonly endTime: number;
  readonly message: string;
  readonly result: string;
  readonly resourceChanges?: Readonly<Record<string, number>>;
  readonly environment: Readonly<Record<string, string>>;
}

export interface ShownStack {
  readonly stack: StackName;
  readonly lastUpdate?: Date;
  readonly resourceCount: number;
}

/** Who holds or held a stack's lock. */
export interface ShownOwner {
  readonly pid: number;
  readonly username: string;
  readonly hostname: string;
  readonly timestamp: string;
}

/** The state beside what the engine port offers. */
export interface StackStates {
  /** Whether the stack was ever created. */
  has(stack: StackName): Promise<boolean>;
  list(project?: string): Promise<readonly ShownStack[]>;
  /** Newest first. */
  history(stack: StackName): Promise<readonly ShownUpdate[]>;
  exportDeployment(stack: StackName, options: { readonly showSecrets: boolean }): Promise<UntypedDeployment>;
  /** Removes the stack's locks and says whose they were. */
  cancel(stack: StackName): Promise<readonly ShownOwner[]>;
}

/** A value for `--config`: `key=value`, the key a path into an object with `--config-path`. */
export interface ConfigAssignment {
  readonly key: string;
  readonly value: string;
  readonly isPath: boolean;
}

/** What the commands of one project's stacks work with. */
export interface StackTools {
  readonly project: Program & { readonly name: string };
  readonly engine: Engine;
  readonly states: StackStates;
  /** Writes values into the stack's configuration file, as `pulumi config set` does. */
  saveConfig(stack: StackName, assignments: readonly ConfigAssignment[]): Promise<void>;
}

export interface StackToolsRequest {
  /** Folder that holds `Pulumi.yaml`. */
  readonly folder: string;
  /** Absolute path of the stack's configuration, where it is not to be looked for. */
  readonly configFile?: string;
  /** Waits for a stack that another process is changing. */
  readonly wait: boolean;
  /** Providers of the local cloud where it has them, or only those that are installed on this machine. */
  readonly providers: "local" | "installed";
  /** Groundwork's own engine, or the Pulumi CLI. */
  readonly engine: "embedded" | "automation";
  /** Reports how the SDK of the program was started. */
  readonly verbose?: boolean;
}

/** A run that is going to be asked for, as far as the flags tell. */
export interface BegunRun {
  /** The stack of a project that is named so; `undefined` where the flags name none, or none that can be. */
  readonly stackOf: (project: string) => StackName | undefined;
  /** Whether the run changes the stack. */
  readonly changes: boolean;
}

export type OpenStackTools = (request: StackToolsRequest) => Promise<StackTools>;

/** What the composition root gives the `stack` commands besides what every command gets. */
export interface StackHost {
  /** Begins what takes long, before the code is loaded that {@link open} needs. Never rejects: opening reports what is wrong. */
  readonly begin: (request: StackToolsRequest, run: BegunRun) => Promise<void>;
  readonly open: OpenStackTools;
  /** Standard input to its end. */
  readonly readInput: (limit: number) => Promise<string>;
}

/** What a `stack` command works with. */
export type StackCommandWiring = CommandWiring & StackHost;
