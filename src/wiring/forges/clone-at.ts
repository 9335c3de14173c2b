import { GitCommandFailed, installedGit } from "../../git/executable/index.ts";
import type { ForgeRequest } from "./known-forge.ts";

/** A clone and the variables of `git`, which reads and moves branches of the forge. */
export interface GitAccess {
  readonly clone: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** The clone that a command runs in; `undefined` outside of one, where a forge has no port for branches. */
export async function cloneAt({
  cwd,
  environment,
}: Pick<ForgeRequest, "cwd" | "environment">): Promise<GitAccess | undefined> {
  try {
    const folder = await installedGit({ args: ["-C", cwd, "rev-parse", "--show-toplevel"], environment });
    return { clone: folder.trim(), environment };
  } catch (thrown) {
    if (thrown instanceof GitCommandFailed) return undefined;
    throw thrown;
  }
}
