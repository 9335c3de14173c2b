import type { FlowPorts } from "../flows/index.ts";
import { mergeTreesWithGit } from "../git/executable/index.ts";
import { openRepository } from "../git/isomorphic/index.ts";
import { kustomizeBuilder } from "../manifests/kustomize/index.ts";
import { esbuildProgramReader } from "../program/esbuild/index.ts";

/** The repository that a folder belongs to, and what reads its commits. Needs no files on disk. */
export async function repositoryAt(
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<Pick<FlowPorts, "git" | "programs" | "manifests">> {
  const git = await openRepository(folder, mergeTreesWithGit(environment), environment);
  return { git, programs: esbuildProgramReader, manifests: kustomizeBuilder({ environment }) };
}
