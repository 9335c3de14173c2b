import { isIP } from "node:net";
import { counted } from "../../lib/index.ts";
import type { DnsRecordType } from "../record-types.ts";
import { formatText, type Text } from "../text.ts";
import type { ValuePath } from "../yaml/index.ts";
import { addressName } from "./address-name.ts";
import type { Findings } from "./findings.ts";

interface Form {
  /** Whether one value is of this form. */
  readonly fits: (value: string) => boolean;
  readonly says: string;
}

const domain = (value: string) => /^([-_a-zA-Z0-9*]{1,63}\.)+$/.test(value);
const like = (pattern: RegExp, says: string): Form => ({ fits: (value) => pattern.test(value), says });

/** Forms of values by type; types that are not here take any text. */
const forms: Readonly<Partial<Record<DnsRecordType, Form>>> = {
  A: { fits: (value) => isIP(value) === 4, says: "an IPv4 address, or address:<name>" },
  AAAA: { fits: (value) => isIP(value) === 6, says: "an IPv6 address" },
  CAA: like(/^\d{1,3} [a-z0-9]+ "[^"]*"$/, 'a flag, a tag and a value: 0 issue "pki.goog"'),
  CNAME: { fits: domain, says: "a domain with its final dot" },
  DS: like(/^\d{1,5} \d{1,3} \d{1,3} [0-9A-Fa-f]+$/, "a key tag, an algorithm, a digest type and a digest"),
  MX: like(
    /^\d{1,5} (\.|([-_a-zA-Z0-9]{1,63}\.)+)$/,
    "a preference and a domain with its final dot: 10 mail.example.com.",
  ),
  NS: { fits: domain, says: "a domain with its final dot" },
  PTR: { fits: domain, says: "a domain with its final dot" },
  SRV: like(
    /^\d{1,5} \d{1,5} \d{1,5} (\.|([-_a-zA-Z0-9]{1,63}\.)+)$/,
    "a priority, a weight, a port and a domain with its final dot",
  ),
  SSHFP: like(/^\d{1,3} \d{1,3} [0-9A-Fa-f]+$/, "an algorithm, a type and a fingerprint"),
  TLSA: like(/^\d{1,3} \d{1,3} \d{1,3} [0-9A-Fa-f]+$/, "a usage, a selector, a matching type and data"),
};

/** Reports values that Cloud DNS does not take for a type. Text that refers to other environments is known only later. */
export function checkRecordValues(
  findings: Findings,
  at: ValuePath,
  type: DnsRecordType,
  values: readonly Text[],
): void {
  if (type === "CNAME" && values.length > 1)
    findings.error([...at, "values"], "bad-record", `leads to ${counted(values.length, "name")}; a CNAME leads to one`);
  const form = forms[type];
  for (const [index, text] of values.entries()) {
    if (text.some((part) => typeof part !== "string")) continue;
    const value = formatText(text);
    const path = [...at, "values", index];
    if (addressName(value) !== undefined) {
      if (type !== "A")
        findings.error(path, "bad-record", `is an address of the network, which is for type A; this is ${type}`);
    } else if (form && !form.fits(value)) {
      findings.error(path, "bad-record", `is "${value}"; a record of type ${type} is ${form.says}`);
    }
  }
}
