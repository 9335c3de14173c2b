import { describe, expect, it } from "vitest";
import { issuesIn } from "./written.ts";

async function issuesOf(records: string): Promise<readonly string[]> {
  const dev = `spec:
  network: { addresses: [{ name: ingress }] }
  dns:
    - name: shop
      domain: shop.example.com.
      records: [${records}]
`;
  const issues = await issuesIn({ dev, hub: "" });
  return issues.map((issue) => issue.replace(/^.*?spec\.dns\[shop\]\.records/, ""));
}

describe("a DNS record", () => {
  it.each([
    '{ type: A, values: ["address:ingress", 203.0.113.7] }',
    '{ type: AAAA, values: ["2001:db8::1"] }',
    `{ type: CAA, values: ['0 issue "pki.goog"'] }`,
    "{ name: www, type: CNAME, values: [shop.example.com.] }",
    '{ name: www, type: CNAME, values: ["${environments.hub.outputs.project}"] }',
    '{ type: MX, values: [10 mail.example.com., "0 ."] }',
    "{ name: 7, type: PTR, values: [a.example.com.] }".replace("7", '"7"'),
    "{ name: _sip._tcp, type: SRV, values: [10 5 5060 sip.example.com.] }",
    '{ name: a, type: SSHFP, values: ["4 2 1f2e3d"] }',
    '{ name: _443._tcp, type: TLSA, values: ["3 1 1 1f2e3d"] }',
    '{ name: a, type: DS, values: ["12345 8 2 1f2e3d"] }',
    '{ type: HTTPS, values: ["1 . alpn=h2"] }',
  ])("may be %s", async (record) => {
    expect(await issuesOf(record)).toEqual([]);
  });

  it.each([
    [
      "{ type: A, values: [203.0.113] }",
      '[0].values[0]: is "203.0.113"; a record of type A is an IPv4 address, or address:<name>',
    ],
    [
      "{ type: AAAA, values: [203.0.113.7] }",
      '[0].values[0]: is "203.0.113.7"; a record of type AAAA is an IPv6 address',
    ],
    [
      '{ type: AAAA, values: ["address:ingress"] }',
      "[0].values[0]: is an address of the network, which is for type A; this is AAAA",
    ],
    [
      "{ name: www, type: CNAME, values: [shop.example.com] }",
      '[www].values[0]: is "shop.example.com"; a record of type CNAME is a domain with its final dot',
    ],
    [
      "{ name: www, type: CNAME, values: [a.example.com., b.example.com.] }",
      "[www].values: leads to 2 names; a CNAME leads to one",
    ],
    [
      "{ type: CNAME, values: [a.example.com.] }",
      "[0]: is a CNAME of the domain itself, which has other records: SOA and NS",
    ],
    [
      "{ name: www, type: CNAME, values: [a.example.com.] }, { name: www, type: TXT, values: [a] }",
      "[www]: is a CNAME beside the TXT of www; a CNAME stands alone",
    ],
    [
      "{ type: MX, values: [mail.example.com.] }",
      '[0].values[0]: is "mail.example.com."; a record of type MX is a preference and a domain with its final dot: 10 mail.example.com.',
    ],
    [
      "{ type: CAA, values: [pki.goog] }",
      '[0].values[0]: is "pki.goog"; a record of type CAA is a flag, a tag and a value: 0 issue "pki.goog"',
    ],
  ])("%s is refused", async (record, issue) => {
    expect(await issuesOf(record)).toEqual([issue]);
  });
});
