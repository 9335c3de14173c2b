import { shownIn } from "../world/shown-operations.ts";
import type { Invariant } from "./invariant.ts";

/** Calls from the look at the change request to the comment: the comments are read, and doubles of ours are deleted. */
const mostCalls = 5;

/** No forge writes a comment on the condition that the head is still the same, so the head may move in these few calls. */
export const commentsAreNew: Invariant = {
  name: "what is posted was of the head a few calls before",
  when: "always",
  problem: ({ forge }) => {
    for (const { number, said, heads } of forge.requests)
      for (const { body, job, callTimes } of said) {
        const shown = shownIn(body);
        const looked = callTimes.at(-1 - mostCalls) ?? job.startedAt;
        if (shown && !heads.some(({ commit, until }) => commit.startsWith(shown.commit) && until > looked))
          return `${job.name} posts ${shown.commit} on #${number}, which had another head for long`;
      }
    return undefined;
  },
};
