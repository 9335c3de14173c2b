import {
  fetchRemoteReference,
  moveRemoteReference,
  type RemoteRepository,
  readRemoteReference,
} from "../git/executable/index.ts";
import type { Branches } from "./branches.ts";
import { ForgeRefused } from "./errors.ts";
import { asForgeErrors } from "./git-failures.ts";

/** The references of a repository by `git` alone, which every forge serves in the same way. @param forge for people */
export function remoteBranches(forge: string, remote: RemoteRepository): Branches {
  const asking = <T>(request: string, work: () => Promise<T>) => asForgeErrors({ forge, request }, work);
  return {
    read: (reference) => asking(`ls-remote ${reference}`, () => readRemoteReference(remote, reference)),
    fetch: (reference) => asking(`fetch ${reference}`, () => fetchRemoteReference(remote, reference)),
    async compareAndSwap(reference, expected, to) {
      const request = `push to ${reference}`;
      const move = await asking(request, () => moveRemoteReference(remote, reference, expected, to));
      if (move.kind === "refused")
        throw new ForgeRefused({
          forge,
          request,
          what: move.words,
          remedy: "Let the token's user push there, or choose a branch that is not protected.",
        });
      return move.kind === "moved";
    },
  };
}
