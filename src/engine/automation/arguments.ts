import type { OperationOptions } from "../engine.ts";

export type Verb = "preview" | "up" | "refresh" | "destroy";

/** `refresh` and `destroy` work on the state alone. */
export function runsProgram(verb: Verb): boolean {
  return verb === "preview" || verb === "up";
}

type Flag = (options: OperationOptions) => readonly string[];

const flags = {
  parallel: ({ parallel }) => (parallel === undefined ? [] : ["--parallel", String(parallel)]),
  refresh: ({ refresh }) => (refresh === undefined ? [] : [`--refresh=${refresh}`]),
  targets: ({ targets = [] }) => targets.flatMap((urn) => ["--target", urn]),
  targetDependents: ({ targetDependents }) => (targetDependents ? ["--target-dependents"] : []),
  replace: ({ replace = [] }) => replace.flatMap((urn) => ["--replace", urn]),
  excludes: ({ excludes = [] }) => excludes.flatMap((urn) => ["--exclude", urn]),
  excludeDependents: ({ excludeDependents }) => (excludeDependents ? ["--exclude-dependents"] : []),
  expectNoChanges: ({ expectNoChanges }) => (expectNoChanges ? ["--expect-no-changes"] : []),
  continueOnError: ({ continueOnError }) => (continueOnError ? ["--continue-on-error"] : []),
  clearPendingCreates: ({ clearPendingCreates }) => (clearPendingCreates ? ["--clear-pending-creates"] : []),
  importPendingCreates: ({ importPendingCreates = {} }) =>
    Object.entries(importPendingCreates)
      .flat()
      .flatMap((text) => ["--import-pending-creates", text]),
  ignoreProtect: ({ ignoreProtect }) => (ignoreProtect ? ["--ignore-protect"] : []),
  excludeProtected: ({ excludeProtected }) => (excludeProtected ? ["--exclude-protected"] : []),
  runProgram: ({ runProgram }) => (runProgram ? ["--run-program"] : []),
  importFile: ({ importFile }) => (importFile === undefined ? [] : ["--import-file", importFile]),
  savePlan: ({ savePlan }) => (savePlan === undefined ? [] : ["--save-plan", savePlan]),
  plan: ({ plan }) => (plan === undefined ? [] : ["--plan", plan]),
  message: ({ message }) => (message === undefined ? [] : ["--message", message]),
} satisfies Record<string, Flag>;

const always: readonly Flag[] = [
  flags.parallel,
  flags.targets,
  flags.targetDependents,
  flags.excludes,
  flags.message,
  flags.runProgram,
];

const running: readonly Flag[] = [
  ...always,
  flags.excludeDependents,
  flags.refresh,
  flags.replace,
  flags.expectNoChanges,
  flags.ignoreProtect,
];

/** What each verb understands; the CLI refuses flags of other verbs. */
const understood: Readonly<Record<Verb, readonly Flag[]>> = {
  preview: [...running, flags.savePlan, flags.importFile],
  up: [...running, flags.continueOnError, flags.plan],
  refresh: [
    ...always,
    flags.excludeDependents,
    flags.expectNoChanges,
    flags.clearPendingCreates,
    flags.importPendingCreates,
  ],
  destroy: [...always, flags.refresh, flags.continueOnError, flags.ignoreProtect, flags.excludeProtected],
};

/** The CLI's arguments for an operation that never asks for confirmation. */
export function argumentsFor(verb: Verb, options: OperationOptions): readonly string[] {
  const confirmed =
    verb === "preview"
      ? []
      : options.previewOnly === true && verb !== "up"
        ? ["--preview-only"]
        : ["--yes", "--skip-preview"];
  return [verb, ...confirmed, ...understood[verb].flatMap((flag) => flag(options))];
}
