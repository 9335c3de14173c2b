import type { FlowPorts } from "../flows/index.ts";
import { mergeTreesWithGit } from "../git/executable/index.ts";
import { openRepository } from "../git/isomorphic/index.ts";
import { esbuildProgramReader } from "../program/esbuild/index.ts";

/** The repository that holds a folder, for what is asked of commits alone. Needs no checkout. */
export async function repositoryAt(
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<Pick<FlowPorts, "git" | "programs">> {
  const git = await openRepository(folder, mergeTreesWithGit(environment), environment);
  return { git, programs: esbuildProgramReader };
}
