import type { ForgeUser } from "../../change-request.ts";
import type { ChangeRequests } from "../../change-requests.ts";
import { ForgeRefused } from "../../errors.ts";
import { orRefusal } from "../../http/index.ts";
import type { Identities } from "../../identities.ts";
import { change, commit as commitAnswer, type Pull, page, pull as pullAnswer } from "./answers.ts";
import type { DataCenterClient } from "./client.ts";
import { dataCenterUser } from "./identities.ts";
import { pullsThatBrought } from "./merged-by.ts";
import { activitiesOf, changeRequest, isFromFork } from "./pull-facts.ts";
import { readRequiredChecks } from "./required-checks.ts";
import { readReviews } from "./reviews.ts";

/** Files of a change that are asked for: what a site gives at most, unless it is set otherwise. */
const mostFiles = 1_000;

export function dataCenterChangeRequests(client: DataCenterClient, identities: Identities): ChangeRequests {
  const { base } = client;
  const open = async (isWanted: (pull: Pull) => boolean) =>
    (await client.list(`${base}/pull-requests?state=OPEN`, pullAnswer)).filter(
      (each) => each.state === "OPEN" && isWanted(each),
    );
  const all = async (pulls: readonly Pull[]) => await Promise.all(pulls.map((each) => changeRequest(client, each)));
  return {
    read: async (number) => await changeRequest(client, await client.pull(number)),
    openAt: async (head) => await all(await open(({ fromRef }) => fromRef.latestCommit === head)),
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
    async ensureOpen({ title, body, head, base: target }) {
      const [from, to] = [`refs/heads/${head}`, `refs/heads/${target}`];
      const find = async () =>
        (await open((pull) => pull.fromRef.id === from && pull.toRef.id === to && !isFromFork(pull)))[0];
      const { owner, slug } = client.server;
      const repository = { slug, project: { key: owner } };
      return await client.ensuring(async () => {
        const found = await find();
        if (found) return await changeRequest(client, found);
        const request = {
          method: "POST",
          path: `${base}/pull-requests`,
          body: { title, description: body, fromRef: { id: from, repository }, toRef: { id: to, repository } },
        } as const;
        const opened = await orRefusal(client.write(request, pullAnswer), 409);
        if (!(opened instanceof ForgeRefused)) return await changeRequest(client, opened);
        // One of the five reasons of this status is that another run has opened it.
        const other = await find();
        if (other) return await changeRequest(client, other);
        throw opened;
      });
    },
    contributorsOf: (number) => contributors(client, number),
  };
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
