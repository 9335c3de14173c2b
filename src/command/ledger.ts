import type { CommandAnswer } from "../change/index.ts";

/** Commands of one change request that were taken, as they were read. */
export interface TakenCommands {
  /** {@link takenKey} of each, so that none is carried out twice. */
  readonly keys: ReadonlySet<string>;
  /** The newest of them with their answers, oldest first. */
  readonly answers: readonly CommandAnswer[];
  /** What was read, by which a write sees that nothing was added since; `undefined` before the first command. */
  readonly revision: string | undefined;
}

/**
 * Which commands were taken, by change request. Jobs that start at the same time for one comment agree here on the one that carries it out.
 *
 * @throws {CommandsDamaged} from both methods.
 */
export interface CommandLedger {
  read(number: number): Promise<TakenCommands>;
  /**
   * Takes commands, and replaces the answers of those that were taken before.
   *
   * @returns false where something was written since `seen` was read: nothing was changed then.
   */
  write(number: number, answers: readonly CommandAnswer[], seen: TakenCommands): Promise<boolean>;
}

export function takenKey({ comment, place }: Pick<CommandAnswer, "comment" | "place">): string {
  return `${comment}/${place}`;
}

/** Answers that are kept in full: as many as a person looks at. */
const keptAnswers = 30;

/** What stands in a ledger after a write. */
export function withAnswers(
  { keys, answers }: Pick<TakenCommands, "keys" | "answers">,
  written: readonly CommandAnswer[],
): Pick<TakenCommands, "keys" | "answers"> {
  const before = new Map(answers.map((each) => [takenKey(each), each] as const));
  const byKey = new Map(before);
  // One that was taken and left out as too old stays out: behind the newest it would take the place of one of them.
  for (const each of written)
    if (!keys.has(takenKey(each)) || before.has(takenKey(each))) byKey.set(takenKey(each), each);
  return {
    keys: new Set([...keys, ...written.map(takenKey)]),
    // One that still runs, or that ends with this write, is kept, however many came after it.
    answers: [...byKey].flatMap(([key, each], index) =>
      byKey.size - index <= keptAnswers || each.verdict === "running" || before.get(key)?.verdict === "running"
        ? [each]
        : [],
    ),
  };
}
