import type { Cidr, RangeKey } from "../environment/index.ts";

/** Something wrong with one range of one environment. */
export interface AddressIssue {
  readonly environment: string;
  readonly key: RangeKey;
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly message: string;
}

/** A range whose wanted size is no longer the recorded one: it cannot grow in place without moving. */
export function resized(environment: string, key: RangeKey, recorded: Cidr, wanted: number): readonly AddressIssue[] {
  if (recorded.prefixLength === wanted) return [];
  const message = `the address book has ${recorded.text} for it, and a /${wanted} is declared; what is recorded never moves by itself: ${replan(environment, key)}`;
  return [{ environment, key, severity: "error", code: "recorded-otherwise", message }];
}

export function outside(environment: string, key: RangeKey, recorded: Cidr, block: Cidr): AddressIssue {
  const message = `the address book has ${recorded.text} for it, outside of the network's ${block.text}; ${replan(environment, key)}`;
  return { environment, key, severity: "error", code: "recorded-outside-network", message };
}

/** Two ranges of one network, of which at least one is recorded: two declared ones are reported where they are read. */
export function clash(
  environment: string,
  recorded: { readonly key: RangeKey; readonly cidr: Cidr },
  other: { readonly key: RangeKey; readonly cidr: Cidr },
): AddressIssue {
  const { key, cidr } = recorded;
  const message =
    `the address book has ${cidr.text} for ${key}, which overlaps ${other.key}'s ${other.cidr.text}; ` +
    `declare another block for ${other.key}, or ${replan(environment, key)}`;
  return { environment, key, severity: "error", code: "overlapping-ranges", message };
}

export function noRoom(
  environment: string,
  key: RangeKey,
  wanted: number,
  { largestFree, where }: { readonly largestFree: number | undefined; readonly where: string },
): AddressIssue {
  const rest =
    largestFree === undefined ? "nothing is free there" : `the largest free block there is a /${largestFree}`;
  const message = `no /${wanted} is free for ${key} in ${where}; ${rest}; declare a larger network or smaller ranges`;
  return { environment, key, severity: "error", code: "no-room", message };
}

export function overlap(
  environment: string,
  key: RangeKey,
  cidr: Cidr,
  other: { readonly environment: string; readonly key: RangeKey; readonly cidr: Cidr; readonly peered: boolean },
): AddressIssue {
  const what = `its ${cidr.text} overlaps ${other.environment}'s ${other.cidr.text} (${other.key})`;
  if (other.peered) {
    const message = `${what}, and their networks are connected; give one of them another block`;
    return { environment, key, severity: "error", code: "overlapping-ranges", message };
  }
  const message = `${what} in the address book, so the two can never be peered; ${replan(environment, key)}`;
  return { environment, key, severity: "warning", code: "address-claimed-twice", message };
}

function replan(environment: string, key: RangeKey): string {
  return `delete ${environment}'s line ${key} there and run groundwork env validate --fix`;
}
