import * as z from "zod";
import type { Reaction, Reactions } from "../reactions.ts";
import type { GiteaClient } from "./client.ts";

/** Of those that a site allows unless it is set otherwise. */
const contents: Readonly<Record<Reaction, string>> = { accepted: "eyes", done: "+1", refused: "-1" };

export function giteaReactions(client: GiteaClient): Reactions {
  return {
    async ensureReaction({ comment }, reaction) {
      const path = `repos/${client.repository}/issues/comments/${comment}/reactions`;
      // The second of the same is answered as the first.
      await client.ensuring(() =>
        client.write({ method: "POST", path, body: { content: contents[reaction] } }, z.unknown()),
      );
    },
  };
}
