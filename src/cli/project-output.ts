import type { CiTask, PlannedFile } from "../project/index.ts";
import { asInvoked, jsonAsInvoked } from "./as-invoked.ts";
import { ExitCode } from "./exit-code.ts";

/** What a command that writes files of a project did, or would do. */
export interface ProjectOutput {
  readonly kind: "init" | "ci-init" | "bootstrap-init";
  readonly folder: string;
  readonly files: readonly PlannedFile[];
  /** Nothing was written. */
  readonly dryRun: boolean;
  readonly tasks: readonly CiTask[];
  /** What to do next, where something was written. */
  readonly next?: string;
}

/** Prints it, and gives the exit code: files that were kept are a difference, and so are those that a dry run would write. */
export function showProject(
  { kind, folder, files, dryRun, tasks, next }: ProjectOutput,
  { json }: { readonly json?: boolean },
  { out, invocation }: { readonly out: (line: string) => void; readonly invocation: string | undefined },
): ExitCode {
  const writes = files.some(({ content }) => content !== undefined);
  if (json) {
    const shown = files.map(({ path, state, missing }) => ({ path, state, ...(missing !== undefined && { missing }) }));
    const document = {
      kind,
      version: 1,
      folder,
      ...(dryRun && { dryRun }),
      files: shown,
      ...(tasks.length > 0 && { tasks }),
    };
    out(jsonAsInvoked(document, invocation));
  } else {
    const lines = [
      ...files.map((file) => fileLine(file, dryRun, kind)),
      ...(tasks.length > 0 ? ["", "At the forge:", ...tasks.map(({ text }) => `- ${text}`)] : []),
      ...(writes && !dryRun && next !== undefined ? ["", next] : []),
    ];
    for (const line of lines) out(asInvoked(line, invocation));
  }
  const isDifferent = files.some(({ state }) => state === "kept") || (dryRun && writes);
  return isDifferent ? ExitCode.different : ExitCode.ok;
}

const done: Readonly<Record<PlannedFile["state"], string>> = {
  new: "wrote",
  merged: "added to",
  renewed: "wrote anew",
  same: "unchanged",
  kept: "kept",
};
const wouldDo: Readonly<Record<PlannedFile["state"], string>> = {
  ...done,
  new: "would write",
  merged: "would add to",
  renewed: "would write anew",
};

function fileLine({ path, state, missing }: PlannedFile, dryRun: boolean, kind: ProjectOutput["kind"]): string {
  const command = kind.replace("-", " ");
  const why =
    state === "kept"
      ? `: ${missing === undefined ? `it differs from what ${command} writes` : `add to it: ${missing}`}`
      : "";
  return `${(dryRun ? wouldDo : done)[state]} ${path}${why}`;
}
