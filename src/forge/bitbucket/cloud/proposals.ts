import { orRefusal } from "../../http/index.ts";
import { openedOnce } from "../../opened-once.ts";
import type { Proposals } from "../../proposals.ts";
import { type Pull, pull as pullAnswer } from "./answers.ts";
import { openPulls } from "./change-requests.ts";
import type { CloudClient } from "./client.ts";
import { changeRequest, headOf, isFromFork } from "./pull-facts.ts";

/** Without them only open ones are listed. */
const everyState = ["OPEN", "MERGED", "DECLINED", "SUPERSEDED"].map((state) => `state=${state}`).join("&");

export function cloudProposals(client: CloudClient): Proposals {
  const base = `repositories/${client.repository}/pullrequests`;
  const decline = async (number: number) =>
    void (await client.write({ method: "POST", path: `${base}/${number}/decline` }, pullAnswer));
  return {
    async ensureOpen({ title, body, head, base: target }) {
      const isWanted = (pull: Pull) =>
        pull.source.branch.name === head && pull.destination.branch.name === target && !isFromFork(pull);
      const oldest = async () => (await openPulls(client, isWanted)).toSorted((one, other) => one.id - other.id)[0];
      const request = {
        method: "POST",
        path: base,
        body: {
          title,
          description: body,
          source: { branch: { name: head } },
          destination: { branch: { name: target } },
        },
      } as const;
      const open = () => orRefusal(orRefusal(client.write(request, pullAnswer), 400), 409);
      // Whether two for one pair of branches are both opened is not documented.
      const isSame = (one: Pull, other: Pull) => one.id === other.id;
      const opening = { oldest, open, close: ({ id }: Pull) => decline(id), isSame };
      return await client.ensuring(async () => await changeRequest(client, await openedOnce(opening)));
    },
    async from(head) {
      const query = encodeURIComponent(`source.branch.name = ${JSON.stringify(head)}`);
      const pulls = await client.list(`${base}?${everyState}&q=${query}&pagelen=50`, pullAnswer);
      const found = pulls.filter((each) => each.source.branch.name === head && !isFromFork(each));
      const newest = found.toSorted((one, other) => other.id - one.id);
      return await Promise.all(newest.map((each) => changeRequest(client, each)));
    },
    async ensureClosed(number, at) {
      return await client.ensuring(async () => {
        const pull = await client.pull(number);
        if (pull.state !== "OPEN") return true;
        if ((await headOf(client, pull)) !== at) return false;
        await decline(number);
        return true;
      });
    },
  };
}
