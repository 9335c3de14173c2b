/** Who keeps a sync agent from the cluster, why, and until when, as far as that was written down. Times are ISO 8601. */
export interface Suspension {
  readonly by?: string;
  readonly reason?: string;
  readonly at?: string;
  /** Nothing ends by itself then: it is overdue. */
  readonly until?: string;
}

/** Whether the time has passed until which it was meant. One without an end never is. */
export function isOverdue({ until }: Suspension, now: Date): boolean {
  return until !== undefined && Date.parse(until) <= now.getTime();
}

/** `suspended by Ada since 2026-01-01T08:00:00Z, until 2026-01-01T10:00:00Z: the migration`. Says the same until the end has passed. */
export function suspensionText(suspension: Suspension, now: Date): string {
  const { by, at, until, reason } = suspension;
  const who = by === undefined ? "" : ` by ${by}`;
  const since = at === undefined ? "" : ` since ${at}`;
  const end = until === undefined ? "" : isOverdue(suspension, now) ? `, overdue since ${until}` : `, until ${until}`;
  return `suspended${who}${since}${end}${reason === undefined ? "" : `: ${reason}`}`;
}
