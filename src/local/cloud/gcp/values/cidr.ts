/** An IPv4 range: its first address as a number, and how many addresses it has. */
export interface Range {
  readonly start: number;
  readonly size: number;
  readonly prefix: number;
}

/** `undefined` when the text is no IPv4 CIDR. Host bits are kept apart: see {@link isTruncated}. */
export function parseCidr(text: string): Range | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (match === null) return undefined;
  const [a = 256, b = 256, c = 256, d = 256, prefix = 33] = match.slice(1).map(Number);
  if (prefix > 32 || [a, b, c, d].some((part) => part > 255)) return undefined;
  const size = 2 ** (32 - prefix);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  return { start: address - (address % size), size, prefix };
}

/** True when no bit below the prefix is set: `10.0.0.0/8` but not `10.0.0.1/8`. */
export function isTruncated(text: string): boolean {
  const range = parseCidr(text);
  return range !== undefined && formatAddress(range.start) === text.slice(0, text.indexOf("/"));
}

export function overlaps(one: Range, other: Range): boolean {
  return one.start < other.start + other.size && other.start < one.start + one.size;
}

export function contains(range: Range, address: number): boolean {
  return address >= range.start && address < range.start + range.size;
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

export function parseAddress(text: string): number | undefined {
  return parseCidr(`${text}/32`)?.start;
}
