/** Where a command writes and what that place can show. Results go to `out`; progress, questions and errors to `err`. */
export interface Terminal {
  out(line: string): void;
  err(line: string): void;
  /** True when `err` is a terminal, so that a person can be asked, and no CI variable is set. */
  readonly interactive: boolean;
  /** Whether lines can be rewritten in place. @default {@link interactive}; a dumb terminal cannot */
  readonly canRedraw?: boolean;
  readonly color: boolean;
  /** Cells of a line now; changes when the window does. */
  readonly columns: number;
  /** Lines that fit on it at once, where it says so. */
  readonly rows?: number;
  /** The words that run this command in the user's shell. @default groundwork */
  readonly invocation?: string;
  /** Rewrites the last `live` lines in place. Does nothing where that {@link canRedraw not be done}. */
  redraw(lines: readonly string[]): void;
  /** One line that the user types. Rejects when there is no terminal to ask on. */
  ask(question: string): Promise<string>;
}

/** Whether progress is redrawn in place. Otherwise each finished step is printed as one line. */
export function isLive({ canRedraw, interactive }: Terminal): boolean {
  return canRedraw ?? interactive;
}
