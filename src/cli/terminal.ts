/** Where a command writes and what that place can show. Results go to `out`; progress, questions and errors to `err`. */
export interface Terminal {
  out(line: string): void;
  err(line: string): void;
  /** True when `err` is a terminal that can redraw lines and no CI variable is set. */
  readonly interactive: boolean;
  readonly color: boolean;
  readonly columns: number;
  /** Lines that fit on it at once, where it says so. */
  readonly rows?: number;
  /** Rewrites the last `live` lines in place. Does nothing when not {@link interactive}. */
  redraw(lines: readonly string[]): void;
  /** One line typed by the user. Rejects when there is nobody to ask. */
  ask(question: string): Promise<string>;
}
