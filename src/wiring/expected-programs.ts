import { availableParallelism, freemem } from "node:os";
import type { ExpectedPrograms } from "../cli/index.ts";
// From their own files: what the folders' indexes load besides takes longer than all of this.
import { readProject } from "../engine/embedded/config/read-project.ts";
import { type WarmRunner, warmRunner } from "../engine/embedded/program/warm-runner.ts";
import { locate } from "../git/isomorphic/locate.ts";

/**
 * Starts processes for the program of the checkout that holds a folder, and knows of nothing else: it is loaded, and the
 * first process is started, before anything of what works meanwhile.
 *
 * Never rejects: where there is no program to start, opening the driver says why.
 */
export async function expectPrograms(
  environment: NodeJS.ProcessEnv,
  { cwd, parallel = affordableParallelism(), runs }: ExpectedPrograms,
): Promise<WarmRunner> {
  const programs = warmRunner({ environment, size: parallel });
  try {
    const { worktree } = locate(cwd);
    if (worktree !== undefined) void programs.prepare(await readProject(worktree), runs);
  } catch {
    // Neither a repository nor a project: nothing to start.
  }
  return programs;
}

const megabytesOfOnePreview = 350;

/** As many previews as there are processors, and as fit into the memory that is free: each is a Node process with the SDKs. */
export function affordableParallelism(): number {
  const fitting = Math.floor(freemem() / (megabytesOfOnePreview * 1024 * 1024));
  return Math.max(1, Math.min(availableParallelism(), fitting, 8));
}
