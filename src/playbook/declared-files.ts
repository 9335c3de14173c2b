import { createHash } from "node:crypto";
import type { ManifestFiles } from "../change/index.ts";
import type { DesiredState } from "../desired/index.ts";
import { isForPeople, machinesFolder } from "../environment/index.ts";
import type { CommitTree } from "../git/index.ts";
import { setMember } from "../lib/index.ts";

/** Under which name a machine stands beside the files that configure it. */
export function machinePath(key: string): string {
  return `machine ${key}`;
}

/**
 * Everything that decides what the playbooks make of an environment's machines: each file by Git's name for its content, and each machine by a
 * hash of its declaration. Without files where the commit has no playbooks.
 */
export async function playbookFilesAt(
  tree: Pick<CommitTree, "files">,
  { environment, machines }: Pick<DesiredState, "environment" | "machines">,
): Promise<ManifestFiles> {
  const folder = machinesFolder(environment);
  const files: Record<string, string> = {};
  for (const { path, id, kind } of await tree.files(folder)) {
    // What a link points to may lie outside, so that it is not among the files that are run.
    if (isForPeople(path) || kind === "link" || kind === "submodule") continue;
    setMember(files, path, kind === "executable" ? `${id} executable` : id);
  }
  if (Object.keys(files).length > 0)
    for (const machine of machines) setMember(files, machinePath(machine.key), hashOf(machine));
  return { folder, files, settings: "" };
}

function hashOf(machine: object): string {
  const text = JSON.stringify(machine, (_, value: unknown) =>
    value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
