import type { ForgeUser } from "../../change-request.ts";
import type { ChangeRequests } from "../../change-requests.ts";
import type { Identities } from "../../identities.ts";
import { commit as commitAnswer, diffstat, type Pull, pull as pullAnswer } from "./answers.ts";
import { areBuildsDemanded } from "./branch-rules.ts";
import type { CloudClient } from "./client.ts";
import { cloudUser } from "./identities.ts";
import { pullsThatBrought } from "./merged-by.ts";
import { activityOf, changeRequest, headOf } from "./pull-facts.ts";
import { readReviews } from "./reviews.ts";
import { readRestrictions } from "./setup.ts";

export function cloudChangeRequests(client: CloudClient, identities: Identities): ChangeRequests {
  const base = `repositories/${client.repository}`;
  const all = async (pulls: readonly Pull[]) => await Promise.all(pulls.map((each) => changeRequest(client, each)));
  return {
    read: async (number) => await changeRequest(client, await client.pull(number)),
    async openAt(head) {
      const pulls = await all(
        await openPulls(client, ({ source: { commit } }) => Boolean(commit && head.startsWith(commit.hash))),
      );
      return pulls.filter((each) => each.head.commit === head);
    },
    mergedBy: async (commit, branch) => await all(await pullsThatBrought(client, commit, branch)),
    reviewsOf: (number) => readReviews(client, identities, number),
    async filesOf(number) {
      // The pull request's own diffstat is a redirect to this one.
      const pull = await client.pull(number);
      const target = pull.destination.commit?.hash;
      if (target === undefined) return "unknown";
      const path = `${base}/diffstat/${await headOf(client, pull)}..${target}?topic=true`;
      const files = await client.listIfAny(path, diffstat);
      if (files === undefined) return "unknown";
      const paths = files.flatMap((each) => [each.old?.path, each.new?.path]).filter((each) => each !== undefined);
      return [...new Set(paths)].toSorted();
    },
    async requiredChecksOf(branch) {
      const rules = await readRestrictions(client);
      // Rules count builds and name none, and let nothing through while one failed or runs. Merge checks of apps are in no answer.
      return rules !== "unknown" && areBuildsDemanded(rules, branch) ? [{ context: "*" }] : "unknown";
    },
    contributorsOf: (number) => contributors(client, number),
  };
}

export async function openPulls(client: CloudClient, isWanted: (pull: Pull) => boolean): Promise<readonly Pull[]> {
  const path = `repositories/${client.repository}/pullrequests?state=OPEN&pagelen=50`;
  return (await client.list(path, pullAnswer)).filter((each) => each.state === "OPEN" && isWanted(each));
}

/** The opener, those who pushed since, and the authors of the commits as far as Bitbucket knows their addresses. */
async function contributors(client: CloudClient, number: number): Promise<readonly ForgeUser[] | "unknown"> {
  const pull = await client.pull(number);
  const path = `repositories/${client.repository}/pullrequests/${number}/commits?pagelen=100`;
  const commits = await client.listIfAny(path, commitAnswer);
  const updates = (await activityOf(client, number))
    .flatMap(({ update }) => update ?? [])
    .toSorted((one, other) => Date.parse(one.date) - Date.parse(other.date));
  // An update of the title has the same head as the one before it. The first one is the opening.
  const pushes = updates.filter(
    ({ source }, index) => index > 0 && source.commit?.hash !== updates[index - 1]?.source.commit?.hash,
  );
  if (commits === undefined || commits.some(({ author }) => !author.user)) return "unknown";
  if (!pull.author || updates.length === 0 || pushes.some(({ author }) => !author)) return "unknown";
  const users = [pull.author, ...pushes.map(({ author }) => author), ...commits.map(({ author }) => author.user)];
  const known = users.filter((user) => user !== null && user !== undefined).map(cloudUser);
  return [...new Map(known.map((user) => [user.id, user])).values()];
}
