/** With more corrections of one object within a minute, another manager is taken to correct it, too. */
const mostPerMinute = 5;
const minute = 60_000;

/** The corrections that still count at `now`, with this one. */
export const withCorrection = (before: readonly number[], now: number): readonly number[] => [
  ...before.filter((at) => now - at < minute),
  now,
];

/** Whether an object is left as it is for now, so that two writers do not fill the API server's store with their quarrel. */
export const isContested = (corrections: readonly number[], now: number): boolean =>
  corrections.filter((at) => now - at < minute).length >= mostPerMinute;
