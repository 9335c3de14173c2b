import { orRefusal } from "../http/index.ts";
import { openedOnce } from "../opened-once.ts";
import type { Proposals } from "../proposals.ts";
import { type MergeRequest, mergeRequest as mergeRequestAnswer } from "./answers.ts";
import { changeRequest, isFromFork, storedRequest } from "./change-requests.ts";
import type { GitLabClient } from "./client.ts";
import { plainLines } from "./plain-lines.ts";

export function gitlabProposals(client: GitLabClient): Proposals {
  const { mergeRequests, repository } = client;
  const read = async (number: number) => await changeRequest(client, await storedRequest(client, number));
  const list = async (filter: {
    readonly state?: "opened";
    readonly sourceBranch: string;
    readonly targetBranch?: string;
  }) => {
    const found = await client.list("merge requests of a branch", mergeRequestAnswer, (page) =>
      mergeRequests.all({ projectId: repository, ...filter, scope: "all", ...page }),
    );
    return found.filter((each) => !isFromFork(each)).toSorted((one, other) => one.iid - other.iid);
  };
  return {
    async ensureOpen({ title, body, head, base }) {
      const oldest = async () => (await list({ state: "opened", sourceBranch: head, targetBranch: base }))[0];
      const open = () => {
        const asked = mergeRequests.create(repository, head, base, title, { description: plainLines(body) });
        return orRefusal(client.one("a new merge request", mergeRequestAnswer, asked), 409);
      };
      const close = async ({ iid }: MergeRequest) =>
        void (await mergeRequests.edit(repository, iid, { stateEvent: "close" }));
      const isSame = (one: MergeRequest, other: MergeRequest) => one.iid === other.iid;
      const opening = { oldest, open, close, isSame };
      return await client.ensuring(async () => await read((await openedOnce(opening)).iid));
    },
    async from(head) {
      const found = (await list({ sourceBranch: head })).toReversed();
      return await Promise.all(found.map((each) => changeRequest(client, each)));
    },
    async ensureClosed(number, at) {
      return await client.ensuring(async () => {
        const { state, sha } = await storedRequest(client, number);
        if (state !== "opened") return true;
        if (sha !== at) return false;
        const asked = mergeRequests.edit(repository, number, { stateEvent: "close" });
        await client.one(`the closing of merge request ${number}`, mergeRequestAnswer, asked);
        return true;
      });
    },
  };
}
