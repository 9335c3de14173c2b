import * as z from "zod";
import type { Reaction, Reactions } from "../reactions.ts";
import type { GithubClient } from "./client.ts";

const contents: Readonly<Record<Reaction, string>> = { accepted: "eyes", done: "rocket", refused: "confused" };

export function githubReactions(client: GithubClient): Reactions {
  return {
    async ensureReaction({ comment }, reaction) {
      const path = `repos/${client.repository}/issues/comments/${comment}/reactions`;
      // The second of the same is answered with the first.
      await client.ensuring(() =>
        client.write({ method: "POST", path, body: { content: contents[reaction] } }, z.unknown()),
      );
    },
  };
}
