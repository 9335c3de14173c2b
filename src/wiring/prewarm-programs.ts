import { availableParallelism, freemem } from "node:os";
import type { ProgramsToPrewarm } from "../cli/index.ts";
import { type WarmRunner, warmRunner } from "../engine/embedded/program/warm-runner.ts";
// Imports single files: loading the folders' indexes takes longer than all the work here.
import { readProject } from "../engine/embedded/stack/config/read-project.ts";
import { locate } from "../git/isomorphic/locate.ts";
import { noticesOfSdkStarts } from "./sdk-notices.ts";

/**
 * Starts processes for the program of the checkout that holds a folder.
 *
 * Imports nothing else of the driver, because it is loaded, and starts the first process, before all the code that
 * works meanwhile.
 *
 * Never rejects: where there is no program to start, opening the driver reports why.
 */
export async function prewarmPrograms(
  environment: NodeJS.ProcessEnv,
  { cwd, parallel = affordableParallelism(), runs, onSdkNotice }: ProgramsToPrewarm,
): Promise<WarmRunner> {
  const programs = warmRunner({ environment, size: parallel, ...(onSdkNotice && noticesOfSdkStarts(onSdkNotice)) });
  try {
    const { worktree } = locate(cwd);
    if (worktree !== undefined) void programs.prepare(await readProject(worktree), runs);
  } catch {
    // Neither a repository nor a project: nothing to start.
  }
  return programs;
}

/** What a program's process with the SDKs is taken to need. */
export const bytesOfOnePreview = 350 * 1024 * 1024;

/** As many previews as there are processors, and as fit into the memory that is free: each is a Node process with the SDKs. */
export function affordableParallelism(): number {
  const fitting = Math.floor(freemem() / bytesOfOnePreview);
  return Math.max(1, Math.min(availableParallelism(), fitting, 8));
}
