import type { CommandAnswer } from "../../change/index.ts";
import { takenKey } from "../../command/index.ts";
import type { Forge, Reaction } from "../../forge/index.ts";
import type { Attempts } from "../change-request/index.ts";
import type { DecidedCommand } from "./decide-commands.ts";

/** Comments that get signs in one run: a forge takes some dozens of writes a minute, and the one comment answers all. */
const mostSigns = 5;

const good: ReadonlySet<CommandAnswer["verdict"]> = new Set(["done", "handed-over"]);

/**
 * Sets signs beside the newest comments with commands: that one was accepted, or how all of its commands ended. Nothing on a forge without
 * signs.
 *
 * @param ends the answers to `decided`
 */
export async function setSigns(
  number: number,
  decided: readonly DecidedCommand[],
  ends: "accepted" | readonly CommandAnswer[],
  { reactions }: Forge,
  attempts: Attempts,
): Promise<void> {
  if (!reactions) return;
  const signs = new Map<string, Reaction>();
  const keyOf = ({ comment, place }: Pick<DecidedCommand, "comment" | "place">) =>
    takenKey({ comment: comment.id, place });
  const verdicts = new Map(ends === "accepted" ? [] : ends.map((each) => [takenKey(each), each.verdict] as const));
  for (const each of decided) {
    const { id } = each.comment;
    if (ends === "accepted") {
      if (each.kind === "accepted") signs.set(id, "accepted");
      continue;
    }
    // One that is contained in another ended as that one did.
    const verdict = verdicts.get(keyOf(each.kind === "ended" && each.within ? each.within : each));
    const isGood = verdict !== undefined && good.has(verdict);
    if (!isGood || !signs.has(id)) signs.set(id, isGood ? "done" : "refused");
  }
  for (const [comment, sign] of [...signs].slice(-mostSigns))
    await attempts.try(() => reactions.ensureReaction({ number, comment }, sign));
}
