import type { CommandAnswer } from "../../../src/change/index.ts";
import { type CommandLedger, type TakenCommands, withAnswers } from "../../../src/command/index.ts";

const none: TakenCommands = { keys: new Set(), answers: [], revision: undefined };

/** Which commands were taken, in memory. */
export class MemoryLedger implements CommandLedger {
  readonly kept = new Map<number, TakenCommands>();
  writes = 0;
  /** Called before each write: another job may be faster. */
  onWrite: (answers: readonly CommandAnswer[]) => void = () => {};

  async read(number: number): Promise<TakenCommands> {
    return this.kept.get(number) ?? none;
  }

  async write(number: number, answers: readonly CommandAnswer[], seen: TakenCommands): Promise<boolean> {
    this.onWrite(answers);
    // In one turn: nothing may come between the comparison and the write.
    const now = this.kept.get(number) ?? none;
    if (now.revision !== seen.revision) return false;
    this.writes += 1;
    this.kept.set(number, { ...withAnswers(now, answers), revision: String(Number(now.revision ?? 0) + 1) });
    return true;
  }
}
