import { messageOf } from "../src/lib/index.ts";

/** One thing that the demo claims, and whether it was so. */
export interface Check {
  readonly chapter: string;
  readonly title: string;
  readonly passed: boolean;
  readonly detail?: string;
}

export interface Timing {
  readonly chapter: string;
  readonly title: string;
  readonly milliseconds: number;
}

/** A claim that was not so: ends its chapter, because what follows would rest on it. */
export class CheckFailed extends Error {
  override readonly name = "CheckFailed";
}

/** Tells the story while it happens and keeps what was checked and how long it took. */
export class Narrator {
  readonly checks: Check[] = [];
  readonly timings: Timing[] = [];
  private chapterTitle = "";

  constructor(private readonly write: (line: string) => void) {}

  chapter(title: string): void {
    this.chapterTitle = title;
    this.write(`\n${title}`);
  }

  say(line: string): void {
    this.write(`  ${line}`);
  }

  /** Shows the command as the reader could type it. */
  command(line: string): void {
    this.write(`  $ ${line}`);
  }

  /** Lines of a command's output that are worth seeing. */
  quote(lines: readonly string[]): void {
    for (const line of lines) this.write(`    ${line}`);
  }

  async timed<T>(title: string, act: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    try {
      return await act();
    } finally {
      this.timings.push({ chapter: this.chapterTitle, title, milliseconds: Math.round(performance.now() - startedAt) });
    }
  }

  /** @throws {CheckFailed} when the claim does not hold. */
  check(title: string, holds: boolean, detail = ""): void {
    this.checks.push({ chapter: this.chapterTitle, title, passed: holds, ...(detail === "" ? {} : { detail }) });
    this.write(`  ${holds ? "✓" : "✗"} ${title}${holds || detail === "" ? "" : `: ${detail}`}`);
    if (!holds) throw new CheckFailed(`${title}${detail === "" ? "" : `: ${detail}`}`);
  }

  /** Records a chapter that ended before its checks were made. */
  broke(thrown: unknown): void {
    if (thrown instanceof CheckFailed) return;
    this.checks.push({
      chapter: this.chapterTitle,
      title: "the chapter runs to its end",
      passed: false,
      detail: messageOf(thrown),
    });
    this.write(`  ✗ ${messageOf(thrown)}`);
  }
}
