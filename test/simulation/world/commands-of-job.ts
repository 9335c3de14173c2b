import { type CommandLedger, takenKey } from "../../../src/command/index.ts";
import type { Comments, Reactions } from "../../../src/forge/index.ts";
import { type Ask, requestOf, type Write } from "./forge-of-job.ts";
import type { Job } from "./job.ts";
import { bot } from "./people.ts";
import type { SimulatedComment, SimulatedRequest } from "./simulated-forge.ts";
import type { World } from "./world.ts";

/** What the CI is told of a new comment, as bytes. */
export function eventOf({ number, head }: SimulatedRequest, { id, body }: SimulatedComment): Uint8Array {
  return Buffer.from(JSON.stringify({ number, id: String(id), body, head }));
}

export function commentsOf(world: World, ask: Ask): Comments {
  return {
    announced: (event) => JSON.parse(Buffer.from(event).toString("utf8")),
    of: (number) =>
      ask("comments of people", () =>
        requestOf(world, number).comments.map(({ id, author, body, at, editedAt }) => {
          const isEdited = editedAt !== undefined;
          return { id: String(id), by: author, body, at, isEdited, isByBot: author.id === bot.id };
        }),
      ),
  };
}

export function reactionsOf(write: Write): Reactions {
  return { ensureReaction: ({ comment }, reaction) => write(`reaction ${reaction} to ${comment}`, "", () => {}) };
}

/** A command that a job took, to carry it out or to answer it. */
export interface Taking {
  readonly number: number;
  /** {@link takenKey}. */
  readonly key: string;
  readonly job: Job;
}

/** The ledger, as one job speaks to it. */
export function ledgerOfJob(world: World, job: Job): CommandLedger {
  const { ledger, takings, fault } = world;
  const own: CommandLedger = {
    read: (number) => job.call("ledger", () => ledger.read(number)),
    write: (number, answers, seen) =>
      job.call(
        "ledger write",
        async () => {
          const isWritten = await ledger.write(number, answers, seen);
          const keys = isWritten ? answers.map(takenKey).filter((key) => !seen.keys.has(key)) : [];
          takings.push(...keys.map((key) => ({ number, key, job })));
          return isWritten;
        },
        { writes: true },
      ),
  };
  return fault?.ledger?.(own) ?? own;
}
