import * as z from "zod";
import { ForgeRefused } from "../errors.ts";
import { orRefusal } from "../http/index.ts";
import type { Reaction, Reactions } from "../reactions.ts";
import type { GitLabClient } from "./client.ts";

const names: Readonly<Record<Reaction, string>> = { accepted: "eyes", done: "thumbsup", refused: "thumbsdown" };

/** GitLab calls them emoji reactions, and formerly award emoji. */
export function gitlabReactions(client: GitLabClient): Reactions {
  return {
    async ensureReaction({ number, comment }, reaction) {
      const project = encodeURIComponent(client.repository);
      const path = `v4/projects/${project}/merge_requests/${number}/notes/${comment}/award_emoji`;
      const request = { method: "POST", path, body: { name: names[reaction] } } as const;
      const answer = await client.ensuring(() => orRefusal(client.write(request, z.unknown()), 404));
      // The second of the same is answered as if there were no such comment, with other words.
      if (answer instanceof ForgeRefused && !/already been taken/u.test(answer.data.what)) throw answer;
    },
  };
}
