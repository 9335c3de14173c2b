import type { ChangeRequests, Forge } from "../../forge/index.ts";

/**
 * The same forge, which is asked once which change requests brought a commit to a branch, as long as it names some: that a commit came
 * with a change request does not change any more. While it names none it is asked again, since a forge may be late to know a merge.
 *
 * For one job: it keeps what the change requests were like when they were asked for first.
 */
export function keepingMerges<Host extends Pick<Forge, "changeRequests">>(forge: Host): Host {
  const { changeRequests } = forge;
  if (!changeRequests) return forge;
  const kept = new Map<string, Awaited<ReturnType<ChangeRequests["mergedBy"]>>>();
  return {
    ...forge,
    changeRequests: {
      ...changeRequests,
      async mergedBy(commit, branch) {
        const key = `${commit} ${branch}`;
        const found = kept.get(key) ?? (await changeRequests.mergedBy(commit, branch));
        if (found.length > 0) kept.set(key, found);
        return found;
      },
    },
  };
}
