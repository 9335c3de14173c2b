/**
 * Tells a program's process how it is connected to the engine. Gone before the program runs.
 *
 * `held`: it waits to be told what to run. `run`: it was started for one run; `run, served`: see {@link HeldRun.served}.
 */
export const lineVariable = "GROUNDWORK_PROGRAM";

/** Descriptor of the line to the engine. */
export const lineDescriptor = 3;

/** Descriptor of the pipe over which the engine answers as a monitor. */
export const pipeDescriptor = 4;

/** What a program imports of installed packages. Paths are absolute and without symbolic links. */
export interface ImportedModules {
  /** In the order in which the program imports them. */
  readonly files: readonly string[];
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
  /** Whether the monitor answers over the pipe, too. */
  readonly served: boolean;
}

/** One line of JSON from the engine to the process: first two that warm it, then its run. */
export type ToProgram =
  | { readonly launcher: string }
  | { readonly modules: ImportedModules }
  | { readonly run: HeldRun };

/** One line of JSON back: each of these, in this order, unless it ends before. */
export type FromProgram =
  /** Every file that was loaded, so that nobody runs what has changed since; or why the process is no longer as new. */
  | { readonly warm: readonly string[] | { readonly unfit: string } }
  /** There was time to go through what a run does first, or a run that could not wait for it. */
  | { readonly rehearsed: boolean }
  | { readonly taken: true };
