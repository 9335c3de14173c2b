import type { ForgeUser } from "../../change-request.ts";
import type { ChangeRequests } from "../../change-requests.ts";
import type { Identities } from "../../identities.ts";
import { change, commit as commitAnswer, type Pull, page, pull as pullAnswer } from "./answers.ts";
import type { DataCenterClient } from "./client.ts";
import { dataCenterUser } from "./identities.ts";
import { pullsThatBrought } from "./merged-by.ts";
import { activitiesOf, changeRequest } from "./pull-facts.ts";
import { readRequiredChecks } from "./required-checks.ts";
import { readReviews } from "./reviews.ts";

/** Files of a change that are asked for: what a site gives at most, unless it is set otherwise. */
const mostFiles = 1_000;

export function dataCenterChangeRequests(client: DataCenterClient, identities: Identities): ChangeRequests {
  const { base } = client;
  const all = async (pulls: readonly Pull[]) => await Promise.all(pulls.map((each) => changeRequest(client, each)));
  return {
    read: async (number) => await changeRequest(client, await client.pull(number)),
    openAt: async (head) => await all(await openPulls(client, ({ fromRef }) => fromRef.latestCommit === head)),
    mergedBy: async (commit, branch) => await all(await pullsThatBrought(client, commit, branch)),
    reviewsOf: (number) => readReviews(client, identities, number),
    async filesOf(number) {
      const path = `${base}/pull-requests/${number}/changes?limit=${mostFiles}`;
      const { values, isLastPage, limit } = await client.read(path, page.extend({ values: change.array() }));
      // There is one page, which is cut at the site's limit without a word.
      if (!isLastPage || values.length >= Math.min(limit, mostFiles)) return "unknown";
      const paths = values.flatMap(({ path: now, srcPath: old }) => [now, ...(old ? [old] : [])]);
      return [...new Set(paths.map(({ components }) => components.join("/")))].toSorted();
    },
    requiredChecksOf: (branch) => readRequiredChecks(client, branch),
    contributorsOf: (number) => contributors(client, number),
  };
}

export async function openPulls(client: DataCenterClient, isWanted: (pull: Pull) => boolean): Promise<readonly Pull[]> {
  const pulls = await client.list(`${client.base}/pull-requests?state=OPEN`, pullAnswer);
  return pulls.filter((each) => each.state === "OPEN" && isWanted(each));
}

/** The opener, those who pushed since, and the authors of the commits as far as the server knows their addresses. */
async function contributors(client: DataCenterClient, number: number): Promise<readonly ForgeUser[] | "unknown"> {
  const pull = await client.pull(number);
  const commits = await client.list(`${client.base}/pull-requests/${number}/commits`, commitAnswer);
  const pushes = (await activitiesOf(client, number)).filter(
    ({ action, fromHash, previousFromHash }) => action === "RESCOPED" && fromHash !== previousFromHash,
  );
  const users = [pull.author.user, ...pushes.map(({ user }) => user)].map((user) => user && dataCenterUser(user));
  const authors = commits.map(({ author: { id, name } }) => (id === undefined ? undefined : { id: `${id}`, name }));
  const known = [...users, ...authors].filter((user) => user !== undefined);
  if (known.length < users.length + authors.length) return "unknown";
  return [...new Map(known.map((user) => [user.id, user])).values()];
}
