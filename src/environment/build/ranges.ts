import { Cidr } from "../cidr.ts";
import type { WantedRange } from "../environment.ts";
import type { ValuePath } from "../yaml/index.ts";
import type { Findings } from "./findings.ts";

/** Sizes that one kind of range may have, as prefix lengths: the largest block first. */
interface Sizes {
  readonly what: string;
  readonly largest: number;
  readonly smallest: number;
}

export const networkSizes: Sizes = { what: "a network", largest: 8, smallest: 26 };
/** Source: the limits of VPC subnets; four addresses of each are the cloud's own. */
export const subnetSizes: Sizes = { what: "a subnet", largest: 8, smallest: 29 };
/** Source: GKE's limits of secondary ranges. */
export const podSizes: Sizes = { what: "the pods' range", largest: 9, smallest: 28 };
export const serviceSizes: Sizes = { what: "the services' range", largest: 16, smallest: 28 };
/** Source: the sizes that private services access takes. */
export const privateServiceSizes: Sizes = { what: "the block of managed services", largest: 8, smallest: 24 };
/** Source: proxy-only subnets. */
export const proxySizes: Sizes = { what: "the proxies' range", largest: 8, smallest: 26 };
export const controlPlaneSizes: Sizes = { what: "the control plane's range", largest: 28, smallest: 28 };

/** Blocks in which no network can lie. */
const unusable = ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3"].flatMap(
  (text) => Cidr.parse(text) ?? [],
);

/** A block as written (`10.4.0.0/16`), or only its size (`/16`). */
export function buildRange(findings: Findings, path: ValuePath, written: string, sizes: Sizes): WantedRange {
  const cidr = written.startsWith("/") ? undefined : buildCidr(findings, path, written);
  const prefixLength = Number(written.slice(written.indexOf("/") + 1));
  if (prefixLength < sizes.largest || prefixLength > sizes.smallest) {
    const allowed = sizes.largest === sizes.smallest ? `/${sizes.largest}` : `/${sizes.largest} to /${sizes.smallest}`;
    findings.error(path, "bad-range-size", `is a /${prefixLength}; ${sizes.what} is ${allowed}`);
  }
  const reserved = cidr && unusable.find((block) => block.overlaps(cidr));
  if (reserved)
    findings.error(path, "reserved-range", `${cidr.text} overlaps ${reserved.text}, which no network can use`);
  return cidr ? { cidr, prefixLength } : { prefixLength };
}

/** Reports text that is no canonical block, and returns the nearest block so that other checks go on. */
export function buildCidr(findings: Findings, path: ValuePath, written: string): Cidr | undefined {
  const cidr = Cidr.parse(written);
  if (cidr) return cidr;
  const [address = "", length = ""] = written.split("/");
  const bytes = address.split(".").map(Number);
  if (bytes.some((byte) => byte > 255) || Number(length) > 32) {
    findings.error(path, "bad-cidr", `is "${written}"; bytes go up to 255 and sizes from /0 to /32`);
    return undefined;
  }
  const whole = Cidr.holding(
    bytes.reduce((sum, byte) => sum * 256 + byte, 0),
    Number(length),
  );
  findings.error(path, "bad-cidr", `is "${written}", an address inside of ${whole.text}; write ${whole.text}`);
  return whole;
}
