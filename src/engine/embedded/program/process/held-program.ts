/**
 * What the engine and the process of a program with a patched SDK say to each other: one JSON document a line.
 *
 * A process is either started for one run, or held: started before its run is known, to load the SDK meanwhile. A held
 * process becomes the process of one run by a {@link HeldRun}, and ends with it, unless the run {@link HeldRun.repeats}.
 */

/** Environment variable with the {@link Connection}. The process deletes it before the program runs. */
export const connectionVariable = "GROUNDWORK_PROGRAM";

/**
 * How a program's process is connected to the engine. `held`: it waits for its run. `run`: it was started for one;
 * `run, served`: see {@link HeldRun.served}.
 */
export type Connection = "held" | "run" | "run, served";

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
  /** Whether a process can evaluate all of the program again: Node evaluates an ECMAScript module only once. */
  readonly repeatable: boolean;
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
  /** Present where the process is to wait for another run of the program afterwards. */
  readonly repeats?: Repeats;
}

/** How a process goes on after a run. */
export interface Repeats {
  /** Number of the run in its process, from 0: the pipe refuses calls of any other. */
  readonly run: number;
  /** What the process prints at the end of the run on both streams, so that no run is blamed for what another has printed. */
  readonly marker: string;
}

/** The process has forgotten a run and waits for the next. */
export interface RunOver {
  /** Every loaded file, the program's too. */
  readonly files: readonly string[];
  /** Bytes. */
  readonly rss: number;
}

/** From the engine to a held process, in this order. */
export type ToProgram =
  | { readonly launcher: string }
  | { readonly modules: ImportedModules }
  | { readonly run: HeldRun };

/** From the process to the engine, in this order. A process that was started for a run sends `patched` only. */
export type FromProgram =
  /** Every file that was loaded, so that no run gets an older file; or why the process differs from a new one. */
  | { readonly warm: readonly string[] | { readonly unfit: string } }
  /** Whether there was time for the rehearsal before the run came. */
  | { readonly rehearsed: boolean }
  | { readonly taken: true }
  /** Names of the patches that were made, once the launcher has loaded the SDK. */
  | { readonly patched: readonly string[] }
  | { readonly over: RunOver }
  /** Why the process ends although it was to wait: what the run has left in it. */
  | { readonly trace: string };
