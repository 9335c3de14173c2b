import { ForgeRefused } from "../errors.ts";
import { orRefusal } from "../http/index.ts";
import type { Proposals } from "../proposals.ts";
import { noSuchRequest } from "./board.ts";
import { changeRequest } from "./change-requests.ts";
import type { GithubClient } from "./client.ts";
import { pullsIn } from "./list-pulls.ts";
import { closePull, closePullAnswer, onePull, onePullAnswer, openPull, openPullAnswer } from "./queries.ts";

export function githubProposals(client: GithubClient): Proposals {
  return {
    async ensureOpen({ title, body, head, base }) {
      const find = async () => {
        const { id, pulls } = await pullsIn(client, ["OPEN"], { head, base });
        return { repository: id, found: pulls.find((each) => !each.isCrossRepository) };
      };
      return await client.ensuring(async () => {
        const { repository, found } = await find();
        if (found) return changeRequest(client, found);
        const input = { repositoryId: repository, title, body, headRefName: head, baseRefName: base };
        const opened = await orRefusal(client.mutate(openPull, { input }, openPullAnswer), 422);
        if (!(opened instanceof ForgeRefused)) return changeRequest(client, opened.createPullRequest.pullRequest);
        // GitHub refuses a second one for the same two branches.
        const kept = (await find()).found;
        if (kept) return changeRequest(client, kept);
        throw opened;
      });
    },
    async from(head) {
      const { pulls } = await pullsIn(client, ["OPEN", "CLOSED", "MERGED"], { head });
      const found = pulls.filter((each) => !each.isCrossRepository);
      return found.toSorted((one, other) => other.number - one.number).map((each) => changeRequest(client, each));
    },
    async ensureClosed(number, at) {
      return await client.ensuring(async () => {
        const { repository } = await client.query(onePull, { number }, onePullAnswer);
        const found = repository?.pullRequest;
        if (!found) throw noSuchRequest(client, number);
        if (found.state !== "OPEN") return true;
        if (found.headRefOid !== at) return false;
        await client.mutate(closePull, { input: { pullRequestId: found.id } }, closePullAnswer);
        return true;
      });
    },
  };
}
