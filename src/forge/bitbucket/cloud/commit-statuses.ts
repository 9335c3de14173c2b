import { createHash } from "node:crypto";
import type { CommitId } from "../../../git/index.ts";
import type { CommitStatus, CommitStatuses, CommitStatusState } from "../../commit-statuses.ts";
import { ForgeRefused } from "../../errors.ts";
import { orRefusal } from "../../http/index.ts";
import { oneLine } from "../../one-line.ts";
import { fullId, noSuchCommit } from "../commit-id.ts";
import { status as statusAnswer } from "./answers.ts";
import type { CloudClient } from "./client.ts";

/** Characters of a description and a name. */
const lineLength = 255;
/** Characters of a key. A longer one is refused with 400. */
const keyLength = 40;

export function cloudStatuses(client: CloudClient): CommitStatuses {
  const place = (commit: CommitId) => `repositories/${client.repository}/commit/${commit}/statuses`;
  const read = async (commit: CommitId) =>
    (await client.listIfAny(`${place(fullId(client, commit))}?pagelen=100`, statusAnswer)) ?? [];
  return {
    async statusesOf(commit) {
      return (await read(commit)).map((each) => {
        const { url } = each;
        return {
          // Ours have the whole context as their name.
          context: each.name && keyOf(each.name) === each.key ? each.name : each.key,
          state: stateOf(each.state),
          description: each.description ?? "",
          ...(url && url !== commitPage(client, commit) && { url }),
        };
      });
    },
    async setStatus(commit, wanted, branch) {
      const [key, state] = [keyOf(wanted.context), words[wanted.state]];
      const description = oneLine(wanted.description, lineLength);
      // Bitbucket takes no status without a page.
      const url = wanted.url ?? commitPage(client, commit);
      await client.ensuring(async () => {
        const now = (await read(commit)).find((each) => each.key === key);
        if (now?.state === state && (now.description ?? "") === description && now.url === url) return;
        const name = oneLine(wanted.context, lineLength);
        const body = { key, state, name, description, url, ...(branch !== undefined && { refname: branch }) };
        const path = `${place(commit)}/build`;
        const written = await orRefusal(client.write({ method: "POST", path, body }, statusAnswer), 404);
        if (written instanceof ForgeRefused) throw noSuchCommit(client, commit);
      });
    },
  };
}

const commitPage = (client: CloudClient, commit: CommitId) => client.page(`/commits/${commit}`);

/** A longer context keeps its beginning, and a hash tells it from others. */
function keyOf(context: string): string {
  if (context.length <= keyLength) return context;
  const hash = createHash("sha256").update(context).digest("hex").slice(0, 8);
  return `${context.slice(0, keyLength - hash.length - 1)}-${hash}`;
}

/** There is no word for a check that has no verdict: `STOPPED` looks harmless, and does not keep people from merging by eye. */
const words: Readonly<Record<CommitStatus["state"], string>> = {
  pending: "INPROGRESS",
  success: "SUCCESSFUL",
  failure: "FAILED",
  error: "FAILED",
};

function stateOf(word: string): CommitStatusState {
  if (word === "SUCCESSFUL") return "success";
  if (word === "FAILED") return "failure";
  return word === "STOPPED" ? "error" : "pending";
}
