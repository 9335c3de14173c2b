import { orRefusal } from "../http/index.ts";
import { openedOnce } from "../opened-once.ts";
import type { Proposals } from "../proposals.ts";
import { listOf, type Pull, pull as pullAnswer } from "./answers.ts";
import { noSuchRequest } from "./board.ts";
import { changeRequest, isFromFork, openPulls } from "./change-requests.ts";
import type { GiteaClient } from "./client.ts";

export function giteaProposals(client: GiteaClient): Proposals {
  const base = `repos/${client.repository}/pulls`;
  const close = async (number: number) =>
    void (await client.write({ method: "PATCH", path: `${base}/${number}`, body: { state: "closed" } }, pullAnswer));
  return {
    async ensureOpen({ title, body, head, base: target }) {
      const isWanted = (pull: Pull) => pull.head.ref === head && pull.base.ref === target && !isFromFork(pull);
      const oldest = async () =>
        (await openPulls(client, isWanted)).toSorted((one, other) => one.number - other.number)[0];
      const open = () =>
        orRefusal(
          client.write({ method: "POST", path: base, body: { title, body, head, base: target } }, pullAnswer),
          409,
        );
      // Gitea opens two for one pair of branches when it is asked for both at the same time.
      const isSame = (one: Pull, other: Pull) => one.number === other.number;
      const opening = { oldest, open, close: ({ number }: Pull) => close(number), isSame };
      return await client.ensuring(async () => await changeRequest(client, await openedOnce(opening)));
    },
    async from(head) {
      const pulls = await client.list(`${base}?state=all`, listOf(pullAnswer));
      const isWanted = ({ head: { ref, label = ref } }: Pull) => label === head || ref === head;
      const found = pulls.filter((each) => isWanted(each) && each.head.repo_id === each.base.repo_id);
      const newest = found.toSorted((one, other) => other.number - one.number);
      return await Promise.all(newest.map((each) => changeRequest(client, each)));
    },
    async ensureClosed(number, at) {
      return await client.ensuring(async () => {
        const found = await client.find(`${base}/${number}`, pullAnswer);
        if (found === undefined) throw noSuchRequest(client, number);
        if (found.state !== "open") return true;
        if (found.head.sha !== at) return false;
        await close(number);
        return true;
      });
    },
  };
}
