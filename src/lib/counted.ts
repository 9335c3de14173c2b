/** A number with its noun in the form that fits it: `1 error`, `0 errors`, `2 entries`. `plural` where it is not the noun with an s. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
