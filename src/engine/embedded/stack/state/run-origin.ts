import { checkoutFacts, hostedRepository } from "../../../../git/executable/index.ts";
import type { RunOrigin } from "./store.ts";

/** Where the program in a folder comes from, as the Pulumi CLI records it: the checkout that holds it. */
export async function originOf(folder: string, environment: NodeJS.ProcessEnv): Promise<RunOrigin> {
  const { commit, branch, dirty, originUrl, place } = await checkoutFacts(folder, environment);
  const hosted = originUrl === undefined ? undefined : hostedRepository(originUrl);
  return {
    ...(commit !== undefined && { message: commit.title }),
    environment: {
      ...(commit !== undefined && {
        "git.head": commit.id,
        ...(branch !== undefined && { "git.headName": branch }),
        "git.committer": commit.committer.name,
        "git.committer.email": commit.committer.email,
        "git.author": commit.author.name,
        "git.author.email": commit.author.email,
        ...(dirty !== undefined && { "git.dirty": String(dirty) }),
      }),
      ...(hosted !== undefined && { "vcs.owner": hosted.owner, "vcs.repo": hosted.repo, "vcs.kind": hosted.kind }),
      // The CLI records the folder within a repository only when the repository has a remote.
      ...(originUrl !== undefined && place !== undefined && { "vcs.root": place }),
    },
  };
}
