import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import type { Outcome, Plan } from "../change/index.ts";

export type { EngineEvent };

/** A stack of a project, as the DIY backend names it: `organization/<project>/<stack>`. */
export interface StackName {
  readonly project: string;
  readonly stack: string;
}

/** A program, by the folder that holds its `Pulumi.yaml`. */
export interface Program {
  readonly folder: string;
  /** Absolute path of the stack's configuration where that is not the `Pulumi.<stack>.yaml` of the project. */
  readonly configFile?: string;
}

/**
 * A stack's outputs as an engine represents them, unknown ones among them. Secrets are in clear: they are passed from one engine's
 * preview to the next one in memory, and shown or kept nowhere.
 */
export type PreviewedOutputs = Readonly<Record<string, unknown>>;

/** Names a stack's state by when it was saved, in RFC 3339; `nothing` of a stack without one. Each save gives another name. */
export type SavedState = string;

/** Configuration given for one run on top of `Pulumi.<stack>.yaml`; keys are `<namespace>:<name>`. */
export type StackConfig = Readonly<Record<string, { readonly value: string; readonly secret?: boolean }>>;

/** One run of one program against one stack. */
export interface Work {
  readonly stack: StackName;
  readonly program: Program;
  readonly config?: StackConfig;
  /**
   * For `preview`: a process that has run this program for another stack may run it, and may run it again afterwards. For
   * trusted programs only: what a run leaves in a process is looked for, and a program can hide it. The automation engine
   * ignores it. @default false
   */
  readonly mayShareProcess?: boolean;
  /** Receives every event, in order, before the operation's promise settles. A listener that throws does not stop the engine. */
  readonly onEvent?: (event: EngineEvent) => void;
  /**
   * For `preview`: outputs of stacks of the same project, by the stacks' names, as previews in this process gave them. They take the
   * place of those in the state. The CLI reads states alone, so the engine `automation` passes them over.
   */
  readonly upstreams?: ReadonlyMap<string, PreviewedOutputs>;
  /** For `preview`: is given the stack's outputs once it succeeded, by engines that can use them as {@link upstreams}. */
  readonly onOutputs?: (outputs: PreviewedOutputs) => void;
  /** For `preview`: is given the state that it compares with, by engines that can hold an `up` to it as {@link OperationOptions.plannedOn}. */
  readonly onSavedState?: (state: SavedState) => void;
  /** Cancels: no further step starts, running steps finish, the state is saved, the result is `cancelled`. */
  readonly signal?: AbortSignal;
}

/** Named as the Pulumi CLI's flags, with its meanings. */
export interface OperationOptions {
  readonly parallel?: number;
  readonly refresh?: boolean;
  readonly targets?: readonly string[];
  readonly targetDependents?: boolean;
  readonly replace?: readonly string[];
  readonly excludes?: readonly string[];
  /** For `preview`, `up` and `refresh`: leaves out what depends on what is left out, too. */
  readonly excludeDependents?: boolean;
  readonly expectNoChanges?: boolean;
  /**
   * For `up`: nothing is started when another state than this one stands under the stack's lock. The engine `automation` passes it over:
   * the CLI's lock is taken within its run.
   */
  readonly plannedOn?: SavedState;
  /**
   * Goes on with what does not depend on a failure. For `preview` also where a provider cannot compare or read a resource; the CLI has no
   * such flag there, so the engine `automation` passes it over.
   */
  readonly continueOnError?: boolean;
  /** A refresh forgets creations that an earlier run did not see the end of. */
  readonly clearPendingCreates?: boolean;
  /** For `refresh`: takes over what such creations made, wherever the provider can be asked for it. The CLI has no such flag. */
  readonly adoptPendingCreates?: boolean;
  /** For `refresh`: ids of what such creations made, by URN. */
  readonly importPendingCreates?: Readonly<Record<string, string>>;
  /** For `preview`, `up` and `destroy`: replaces and deletes what is protected, too. */
  readonly ignoreProtect?: boolean;
  /** For `destroy`: leaves what is protected, and what that needs. */
  readonly excludeProtected?: boolean;
  /** Runs the program for what it says of providers. The embedded engine refuses it. */
  readonly runProgram?: boolean;
  /** For `preview`: the file that every create is written to, for `pulumi import --file`. */
  readonly importFile?: string;
  readonly message?: string;
  /** For `refresh` and `destroy`: say what would happen, change neither cloud nor state, take no lock. */
  readonly previewOnly?: boolean;
  /** For `preview`: the file that its update plan is saved to; a missing stack is created for it. The embedded engine refuses it. */
  readonly savePlan?: string;
  /** For `up`: the file of a saved update plan; a step that is not in it fails. The embedded engine refuses it. */
  readonly plan?: string;
}

export interface StackOutput {
  /** In clear, what is secret within it too: never for anything that a person sees without having asked for secrets. */
  readonly value: unknown;
  /** True when it is secret, or holds anything that is. */
  readonly secret: boolean;
}

export type StackOutputs = Readonly<Record<string, StackOutput>>;

/**
 * Runs Pulumi programs against stacks.
 *
 * Every verb rejects only for what kept it from starting (a locked stack, a wrong passphrase, no `Pulumi.yaml`, a feature
 * that the engine does not support), with nothing changed. Once it has started it resolves, and the result says how it
 * went: `failed` with the diagnostics beside the steps that were taken, `cancelled` after the running steps have finished.
 */
export interface Engine {
  readonly name: "embedded" | "automation";
  /** What `up` would do now. Changes neither cloud nor state and takes no lock. */
  preview(work: Work, options?: OperationOptions): Promise<Plan>;
  up(work: Work, options?: OperationOptions): Promise<Outcome>;
  /** Reads every managed resource from its provider and makes the state say what the cloud says. */
  refresh(work: Work, options?: OperationOptions): Promise<Outcome>;
  destroy(work: Work, options?: OperationOptions): Promise<Outcome>;
  /** Outputs of the last `up`; secrets decrypted. Empty for a stack that was never brought up. */
  outputs(stack: StackName): Promise<StackOutputs>;
  /** The deployment as `pulumi stack export` prints it: `{ version: 3, deployment }`, secrets encrypted. */
  exportState(stack: StackName): Promise<UntypedDeployment>;
  importState(stack: StackName, deployment: UntypedDeployment): Promise<void>;
  /**
   * Reads the stack's state and derives its key while others are worked on, for an operation that comes soon. It decides nothing: the
   * operation looks at the state itself. Never rejects. Absent in engines that keep no state themselves.
   */
  readonly prefetch?: (stack: StackName) => Promise<void>;
}

/** Pulumi's checkpoint container. `deployment` is not validated: its reader has to. */
export interface UntypedDeployment {
  readonly version: number;
  readonly deployment: unknown;
}
