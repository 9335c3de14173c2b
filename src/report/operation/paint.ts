import { printable } from "../../lib/index.ts";

/** Colors by meaning. The plain one changes nothing, so that what is tested is what is shown. */
export interface Paint {
  readonly added: (text: string) => string;
  readonly removed: (text: string) => string;
  readonly changed: (text: string) => string;
  readonly replaced: (text: string) => string;
  readonly failed: (text: string) => string;
  readonly warned: (text: string) => string;
  readonly quiet: (text: string) => string;
  readonly strong: (text: string) => string;
}

const same = (text: string) => text;

export const plainPaint: Paint = {
  added: same,
  removed: same,
  changed: same,
  replaced: same,
  failed: same,
  warned: same,
  quiet: same,
  strong: same,
};

const sgr = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[${code === 1 || code === 2 ? 22 : 39}m`;

/** For terminals that show the eight ANSI colors. */
export const colorPaint: Paint = {
  added: sgr(32),
  removed: sgr(31),
  changed: sgr(33),
  // What is replaced is lost as what is deleted is.
  replaced: sgr(31),
  failed: sgr(31),
  warned: sgr(33),
  quiet: sgr(2),
  strong: sgr(1),
};

/** The same colors for text from outside: what would move the cursor, end the line or command a CI's runner is escaped first. */
export function escapingPaint(paint: Paint): Paint {
  const escaping = Object.entries(paint).map(([tone, color]: [string, Paint[keyof Paint]]) => [
    tone,
    (text: string) => color(printable(text)),
  ]);
  return Object.fromEntries(escaping) as Record<keyof Paint, Paint[keyof Paint]>;
}
