import type { CommandAnswer, CommandHelp } from "../../change/index.ts";
import { takenKey } from "../../command/index.ts";
import type { EnsuredComment, Forge } from "../../forge/index.ts";
import { type Attempts, comment } from "../change-request/index.ts";
import type { RespondPorts, RespondWriter } from "./respond-ports.ts";

const topic = "commands";

/** How often other jobs may write before the comment is left to them. */
const mostTurns = 8;

export interface AnswersToShow {
  readonly number: number;
  /** Those of this run. The ledger says of them that they run where they could not be written. */
  readonly own: readonly CommandAnswer[];
  /** Shown where the ledger cannot be read. */
  readonly before: readonly CommandAnswer[];
  readonly help: readonly CommandHelp[];
}

/**
 * Makes the one comment show what the ledger holds.
 *
 * The ledger is read right before and once more after it, and the comment is written again where another job has answered in between: of two
 * jobs, the one that writes the comment last would otherwise take away what the other has written.
 */
export async function showAnswers(
  { number, own, before, help }: AnswersToShow,
  write: Pick<RespondWriter, "answers">,
  { ledger }: Pick<RespondPorts, "ledger">,
  forge: Forge,
  attempts: Attempts,
): Promise<EnsuredComment | undefined> {
  const ends = new Map(own.map((each) => [takenKey(each), each] as const));
  const read = () => attempts.try(() => ledger.read(number));
  let posted: EnsuredComment | undefined;
  let seen = await read();
  for (let turn = 1; turn <= mostTurns; turn++) {
    const answers = (seen?.answers ?? before).map((each) => ends.get(takenKey(each)) ?? each);
    posted = await comment(forge, topic, { number }, (limits) => write.answers(answers, help, limits), attempts);
    if (!posted || !seen) return posted;
    const now = await read();
    if (!now || now.revision === seen.revision) return posted;
    seen = now;
  }
  return posted;
}
