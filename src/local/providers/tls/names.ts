import { isIP } from "node:net";
import {
  AttributeTypeAndValue,
  AttributeValue,
  GeneralName,
  GeneralNames,
  Name,
  RelativeDistinguishedName,
} from "@peculiar/asn1-x509";
import type { CheckFailure, PropertyMap } from "../../../provider/index.ts";

/** Parts of a distinguished name in the order in which they are written into certificates. */
const PARTS: readonly { readonly property: string; readonly oid: string; readonly short: string }[] = [
  { property: "country", oid: "2.5.4.6", short: "C" },
  { property: "organization", oid: "2.5.4.10", short: "O" },
  { property: "organizationalUnit", oid: "2.5.4.11", short: "OU" },
  { property: "locality", oid: "2.5.4.7", short: "L" },
  { property: "province", oid: "2.5.4.8", short: "ST" },
  { property: "streetAddresses", oid: "2.5.4.9", short: "STREET" },
  { property: "postalCode", oid: "2.5.4.17", short: "POSTALCODE" },
  { property: "commonName", oid: "2.5.4.3", short: "CN" },
  { property: "serialNumber", oid: "2.5.4.5", short: "SERIALNUMBER" },
  { property: "emailAddress", oid: "1.2.840.113549.1.9.1", short: "" },
];

const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/;

/** The distinguished name of a `subject` property; an empty one when there is none. */
export function nameOf(subject: unknown): Name {
  const given = (subject ?? {}) as PropertyMap;
  return new Name(
    PARTS.flatMap(({ property, oid }) => {
      const values = [given[property] ?? []]
        .flat()
        .filter((value): value is string => typeof value === "string" && value !== "");
      if (values.length === 0) return [];
      // Values of one kind stand in one set, as Go writes them.
      const attributes = values.map((value) => new AttributeTypeAndValue({ type: oid, value: attribute(oid, value) }));
      return [new RelativeDistinguishedName(attributes)];
    }),
  );
}

function attribute(oid: string, value: string): AttributeValue {
  if (oid === "1.2.840.113549.1.9.1") return new AttributeValue({ ia5String: value });
  return new AttributeValue(PRINTABLE.test(value) ? { printableString: value } : { utf8String: value });
}

/** A distinguished name as text, the most specific part first (RFC 2253). */
export function nameText(name: Name): string {
  return [...name]
    .toReversed()
    .map((set) => [...set].map(({ type, value }) => `${shortOf(type)}=${escaped(value.toString())}`).join("+"))
    .join(",");
}

function shortOf(oid: string): string {
  return PARTS.find((part) => part.oid === oid)?.short || oid;
}

function escaped(value: string): string {
  return value.replace(/[,+"\\<>;]|^[ #]| $/g, (character) => `\\${character}`);
}

/** The names that a certificate is for besides its subject; `undefined` when there are none. */
export function alternativeNames({ dnsNames, ipAddresses, uris }: PropertyMap): GeneralNames | undefined {
  const names = [
    ...texts(dnsNames).map((dNSName) => new GeneralName({ dNSName })),
    ...texts(ipAddresses).map((iPAddress) => new GeneralName({ iPAddress })),
    ...texts(uris).map((uniformResourceIdentifier) => new GeneralName({ uniformResourceIdentifier })),
  ];
  return names.length === 0 ? undefined : new GeneralNames(names);
}

export function nameFailures({ ipAddresses, uris }: PropertyMap): CheckFailure[] {
  return [
    ...texts(ipAddresses).flatMap((value, at) =>
      isIP(value) === 0 ? [{ property: `ipAddresses[${at}]`, reason: `must be an IP address; it is ${value}` }] : [],
    ),
    ...texts(uris).flatMap((value, at) =>
      URL.canParse(value) ? [] : [{ property: `uris[${at}]`, reason: `must be a URI; it is ${value}` }],
    ),
  ];
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}
