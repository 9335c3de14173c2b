import type { AffectedEnvironment } from "../../change/index.ts";
import type { CommitId } from "../../git/index.ts";
import type { FlowPorts } from "../ports.ts";
import type { DesiredStates } from "../selection/index.ts";

/** What would keep a commit from the clusters of these environments ends the run here, before the cloud is changed. */
export async function prepareToPublish(
  commit: CommitId,
  environments: readonly AffectedEnvironment[],
  desired: DesiredStates,
  { source }: Pick<FlowPorts, "source">,
): Promise<void> {
  const staying = environments.filter(({ folder }) => folder !== "removed");
  const declared = await Promise.all(staying.map(({ name }) => desired.of(name)));
  const followed = declared.flatMap((each) => ("problem" in each || !each.sync ? [] : [source.followed(each.sync)]));
  // Tags are pushed by people, to a repository that they publish to themselves.
  const branches = followed.flatMap(({ kind, value }) => (kind === "branch" ? [value] : []));
  for (const branch of new Set(branches)) await source.prepare(commit, branch);
}
