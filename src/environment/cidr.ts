/**
 * A block of IPv4 addresses, for example `10.4.0.0/16`.
 *
 * Always canonical: no host bits are set, so two equal blocks have equal text.
 */
export class Cidr {
  private constructor(
    /** First address as a number. */
    readonly first: number,
    readonly prefixLength: number,
  ) {}

  /** `undefined` unless `text` is four decimal bytes, a slash and 0 to 32, with no host bits set. */
  static parse(text: string): Cidr | undefined {
    const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
    if (!match) return undefined;
    const [a = 0, b = 0, c = 0, d = 0, prefixLength = 0] = match.slice(1).map(Number);
    if (Math.max(a, b, c, d) > 255 || prefixLength > 32) return undefined;
    const first = a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d;
    return Cidr.isAligned(first, prefixLength) ? new Cidr(first, prefixLength) : undefined;
  }

  /** The block of that size which holds `address`. */
  static holding(address: number, prefixLength: number): Cidr {
    const size = 2 ** (32 - prefixLength);
    return new Cidr(Math.floor(address / size) * size, prefixLength);
  }

  private static isAligned(address: number, prefixLength: number): boolean {
    return address % 2 ** (32 - prefixLength) === 0;
  }

  /** How many addresses the block has. */
  get size(): number {
    return 2 ** (32 - this.prefixLength);
  }

  /** Last address as a number. */
  get last(): number {
    return this.first + this.size - 1;
  }

  overlaps(other: Cidr): boolean {
    return this.first <= other.last && other.first <= this.last;
  }

  contains(other: Cidr): boolean {
    return this.first <= other.first && other.last <= this.last;
  }

  equals(other: Cidr): boolean {
    return this.first === other.first && this.prefixLength === other.prefixLength;
  }

  /** For example `10.4.0.0/16`. */
  get text(): string {
    const byte = (power: number) => Math.floor(this.first / 2 ** power) % 256;
    return `${byte(24)}.${byte(16)}.${byte(8)}.${byte(0)}/${this.prefixLength}`;
  }

  toJSON(): string {
    return this.text;
  }
}
