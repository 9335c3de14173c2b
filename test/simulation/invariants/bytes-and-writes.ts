import { messageOf } from "../../../src/lib/index.ts";
import { plantedIn } from "../world/secrets.ts";
import type { Invariant } from "./invariant.ts";

/** @see {@link planted} */
export const secretsStay: Invariant = {
  name: "no secret leaves in any byte",
  when: "always",
  problem: ({ forgeWrites, printed, jobs }) => {
    const found = forgeWrites.find(({ text }) => plantedIn(text) !== undefined);
    if (found) return `${found.job.name} wrote a secret with ${found.what}`;
    const ended = jobs.find(({ error }) => error !== undefined && plantedIn(messageOf(error)) !== undefined);
    if (ended) return `the error that ended ${ended.name} holds a secret`;
    const line = printed.find((each) => plantedIn(each) !== undefined);
    return line && `a secret was printed, recorded or kept: ${line.slice(0, 120)}`;
  },
};

const mostWrites = 5;

export const fewWrites: Invariant = {
  name: "a push costs at most five requests that write",
  when: "always",
  problem: ({ forgeWrites, jobs }) => {
    for (const job of jobs.filter(({ name }) => name.startsWith("preview"))) {
      const writes = forgeWrites.filter((each) => each.job === job);
      if (writes.length > mostWrites) return `${job.name} wrote ${writes.map(({ what }) => what).join(", ")}`;
    }
    return undefined;
  },
};

/** How many records a history had when it was verified last: reading all of them takes long. */
const verifiedAt = new WeakMap<object, number>();

export const chainHolds: Invariant = {
  name: "the chain of the record holds",
  when: "always",
  problem: async ({ history }) => {
    if (verifiedAt.get(history) === history.records.length) return undefined;
    verifiedAt.set(history, history.records.length);
    const verified = await history.verify();
    return verified.kind === "intact" ? undefined : `${verified.record}: ${verified.problem}`;
  },
};
