import { Cidr } from "../environment/index.ts";

/** Which addresses of a block are taken. */
export class AddressSpace {
  /** Sorted and disjoint, as first and last address. */
  private readonly taken: { first: number; last: number }[] = [];

  constructor(
    private readonly block: Cidr,
    taken: Iterable<Cidr>,
  ) {
    for (const cidr of [...taken].toSorted((one, other) => one.first - other.first)) {
      const before = this.taken.at(-1);
      if (before && cidr.first <= before.last + 1) before.last = Math.max(before.last, cidr.last);
      else this.taken.push({ first: cidr.first, last: cidr.last });
    }
  }

  isFree(cidr: Cidr): boolean {
    const at = this.indexAfter(cidr.first);
    const before = this.taken[at - 1];
    const after = this.taken[at];
    return this.block.contains(cidr) && !(before && before.last >= cidr.first) && !(after && after.first <= cidr.last);
  }

  /** The lowest free block of a size, or `undefined` when there is none. */
  lowestFree(prefixLength: number): Cidr | undefined {
    if (prefixLength < this.block.prefixLength) return undefined;
    let candidate = Cidr.holding(this.block.first, prefixLength);
    for (const { first, last } of this.taken) {
      if (candidate.last < first) break;
      if (candidate.first <= last) candidate = alignedFrom(last + 1, prefixLength);
    }
    return this.block.contains(candidate) ? candidate : undefined;
  }

  /** Takes a block that {@link isFree}. */
  take(cidr: Cidr): void {
    this.taken.splice(this.indexAfter(cidr.first), 0, { first: cidr.first, last: cidr.last });
  }

  /** Size of the largest free block as a prefix length, or `undefined` when everything is taken. */
  largestFree(): number | undefined {
    for (let prefixLength = this.block.prefixLength; prefixLength <= 32; prefixLength++) {
      if (this.lowestFree(prefixLength)) return prefixLength;
    }
    return undefined;
  }

  /** Index of the first taken interval that starts after an address. */
  private indexAfter(address: number): number {
    let low = 0;
    let high = this.taken.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.taken[middle]?.first ?? 0) <= address) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function alignedFrom(address: number, prefixLength: number): Cidr {
  const holding = Cidr.holding(address, prefixLength);
  return holding.first === address ? holding : Cidr.holding(holding.last + 1, prefixLength);
}
