import { ForgeRefused } from "../../errors.ts";
import { orRefusal } from "../../http/index.ts";
import type { Proposals } from "../../proposals.ts";
import { pull as pullAnswer } from "./answers.ts";
import { openPulls } from "./change-requests.ts";
import type { DataCenterClient } from "./client.ts";
import { changeRequest, isFromFork } from "./pull-facts.ts";

export function dataCenterProposals(client: DataCenterClient): Proposals {
  const base = `${client.base}/pull-requests`;
  return {
    async ensureOpen({ title, body, head, base: target }) {
      const [from, to] = [`refs/heads/${head}`, `refs/heads/${target}`];
      const find = async () =>
        (await openPulls(client, (pull) => pull.fromRef.id === from && pull.toRef.id === to && !isFromFork(pull)))[0];
      const { owner, slug } = client.server;
      const repository = { slug, project: { key: owner } };
      return await client.ensuring(async () => {
        const found = await find();
        if (found) return await changeRequest(client, found);
        const request = {
          method: "POST",
          path: base,
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
    async from(head) {
      const reference = `refs/heads/${head}`;
      const filter = `state=ALL&direction=OUTGOING&at=${encodeURIComponent(reference)}`;
      const pulls = await client.list(`${base}?${filter}`, pullAnswer);
      const found = pulls.filter((each) => each.fromRef.id === reference && !isFromFork(each));
      const newest = found.toSorted((one, other) => other.id - one.id);
      return await Promise.all(newest.map((each) => changeRequest(client, each)));
    },
    async ensureClosed(number, at) {
      return await client.ensuring(async () => {
        const { state, fromRef, version } = await client.pull(number);
        if (state !== "OPEN") return true;
        if (fromRef.latestCommit !== at) return false;
        const path = `${base}/${number}/decline?version=${version}`;
        const declined = await orRefusal(client.write({ method: "POST", path }, pullAnswer), 409);
        if (!(declined instanceof ForgeRefused)) return true;
        // The version has moved: it was changed at this moment, or closed.
        if ((await client.pull(number)).state !== "OPEN") return true;
        return false;
      });
    },
  };
}
