import { ForgeRefused } from "../errors.ts";
import { orRefusal } from "../http/index.ts";
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
      return await client.ensuring(async () => {
        const found = await oldest();
        if (found) return await changeRequest(client, found);
        const request = { method: "POST", path: base, body: { title, body, head, base: target } } as const;
        const opened = await orRefusal(client.write(request, pullAnswer), 409);
        const kept = await oldest();
        if (opened instanceof ForgeRefused) {
          if (kept) return await changeRequest(client, kept);
          throw opened;
        }
        // Gitea opens two for one pair of branches when it is asked for both at the same time.
        if (kept !== undefined && kept.number !== opened.number) await close(opened.number);
        return await changeRequest(client, kept ?? opened);
      });
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
