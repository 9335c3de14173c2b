/** How long all machines of one preview may be asked, together. */
export interface CheckLimit {
  readonly milliseconds: number;
  /** Begins the time where it has not begun yet. Aborted once it is over. */
  begin(): AbortSignal;
}

/** The time begins with the first comparison, since the infrastructure of each environment is compared before its machines. */
export function checkLimit(milliseconds: number): CheckLimit {
  let signal: AbortSignal | undefined;
  return { milliseconds, begin: () => (signal ??= AbortSignal.timeout(milliseconds)) };
}
