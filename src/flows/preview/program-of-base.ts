import { posix } from "node:path";
import type { CommitRange } from "../../change/index.ts";
import { environmentsFolder } from "../../environment/index.ts";
import type { Repository } from "../../git/index.ts";

/** Files that Node runs or that a program reads as code. */
const code = /\.(?:[cm]?[jt]sx?|json|node|wasm)$/u;

/** Configuration of one stack, which is data. `Pulumi.yaml` names the program. */
const stackConfiguration = /^Pulumi\..+\.yaml$/u;

/**
 * Whether the program at the head of a range is the base's own, file by file: the range changes nothing but what environments
 * declare, configuration of stacks, and text at the root.
 *
 * Any other file counts, whether the program loads it or not: what it loads is known exactly only once it has run.
 */
export async function programIsOfBase(
  { base, head }: CommitRange,
  git: Pick<Repository, "changedFiles">,
): Promise<boolean> {
  const changes = await git.changedFiles(base, head);
  return changes.every(({ path }) => isData(path));
}

function isData(path: string): boolean {
  if (path.startsWith(`${environmentsFolder}/`)) return !code.test(path);
  return stackConfiguration.test(path) || (posix.dirname(path) === "." && path.endsWith(".md"));
}
