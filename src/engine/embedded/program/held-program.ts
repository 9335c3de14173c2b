/**
 * Tells a program's process how it is connected to the engine: `held` when it waits to be told what to run, `run` when it
 * was started for one run. Gone before the program runs.
 */
export const lineVariable = "GROUNDWORK_PROGRAM";

/** Descriptor of the line to the engine. */
export const lineDescriptor = 3;

/** What is loaded into a process before it is known what it will run. Paths are absolute and without symbolic links. */
export interface WarmUp {
  /** `@pulumi/pulumi/cmd/run`. */
  readonly launcher: string;
  /** Modules of installed packages, in the order in which the program imports them. */
  readonly modules: readonly string[];
  /** Whether the program is an ECMAScript module, which loads through a cache of its own. */
  readonly esm: boolean;
}

/** What makes a held process the process of one run. */
export interface HeldRun {
  /** For the launcher. */
  readonly args: readonly string[];
  readonly folder: string;
  /** On top of what the process was started with. */
  readonly environment: Readonly<Record<string, string>>;
}

/** One line of JSON from the engine to the process. */
export type ToProgram = { readonly warmUp: WarmUp } | { readonly run: HeldRun };

/** One line of JSON back. */
export type FromProgram =
  /** Every file that was loaded, so that nobody runs what has changed since; or why the process is no longer as new. */
  { readonly warm: readonly string[] } | { readonly unfit: string } | { readonly taken: true };
