import * as z from "zod";
import type { CommitId } from "../../../git/index.ts";
import type { CommitStatus, CommitStatuses, CommitStatusState } from "../../commit-statuses.ts";
import { ForgeRefused } from "../../errors.ts";
import { orRefusal } from "../../http/index.ts";
import { oneLine } from "../../one-line.ts";
import { fullId, noSuchCommit } from "../commit-id.ts";
import { build } from "./answers.ts";
import type { DataCenterClient } from "./client.ts";

/** Characters of a description, a name and a key; longer ones are cut by the server. */
const lineLength = 255;
/** Characters of an address. A longer one is refused. */
const addressLength = 450;

export function dataCenterStatuses(client: DataCenterClient): CommitStatuses {
  const commitPage = (commit: CommitId) => client.page(`/commits/${commit}`);
  return {
    async statusesOf(commit) {
      // Builds are listed by the old API alone, the hundred newest; the new one gives one of a name.
      const path = `build-status/latest/commits/${fullId(client, commit)}`;
      return ((await client.listIfAny(path, build)) ?? []).map(({ key, state, description, url }) => ({
        context: key,
        state: stateOf(state),
        description: description ?? "",
        ...(url && url !== commitPage(commit) && { url }),
      }));
    },
    async setStatus(commit, wanted, branch) {
      const path = `${client.base}/commits/${fullId(client, commit)}/builds`;
      const { context } = wanted;
      const description = oneLine(wanted.description, lineLength);
      const state = words[wanted.state];
      // A build has a page.
      const url = wanted.url && wanted.url.length <= addressLength ? wanted.url : commitPage(commit);
      await client.ensuring(async () => {
        const now = await client.find(`${path}?key=${encodeURIComponent(context)}`, build);
        if (now?.state === state && (now.description ?? "") === description && now.url === url) return;
        // Required builds are compared with the parent, and with no key.
        const body = { key: context, parent: context, name: context, state, description, url };
        const ofBranch = branch === undefined ? body : { ...body, ref: `refs/heads/${branch}` };
        const written = await orRefusal(client.write({ method: "POST", path, body: ofBranch }, z.undefined()), 404);
        if (written instanceof ForgeRefused) throw noSuchCommit(client, commit);
      });
    },
  };
}

/** `UNKNOWN` is shown as nothing that went wrong, so a check without a verdict is one that failed. */
const words: Readonly<Record<CommitStatus["state"], string>> = {
  pending: "INPROGRESS",
  success: "SUCCESSFUL",
  failure: "FAILED",
  error: "FAILED",
};

function stateOf(word: string): CommitStatusState {
  if (word === "SUCCESSFUL") return "success";
  if (word === "FAILED") return "failure";
  return word === "INPROGRESS" ? "pending" : "error";
}
