/** Where the time comes from. Flows and planners never read it elsewhere, so that a test can hold it still. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
