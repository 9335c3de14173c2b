import { AsnConvert } from "@peculiar/asn1-schema";
import { Certificate, id_ce_subjectKeyIdentifier, SubjectKeyIdentifier } from "@peculiar/asn1-x509";
import type { LogicalType } from "../logical/index.ts";
import { readRequest } from "./cert-request.ts";
import { KeyOfAnotherAuthority, PemInvalid } from "./errors.ts";
import { issue } from "./issue.ts";
import { algorithmOf, privateKeyFrom } from "./keys.ts";
import { alternativeNames, nameFailures, nameOf } from "./names.ts";
import { ownKey, ownKeyFailures } from "./own-key.ts";
import { firstPemBlock } from "./pem.ts";
import { keyIdentifier, publicKeyInfo, signingWith } from "./sign.ts";
import { certificateFailures, renewal } from "./validity.ts";

/** Changing this renews no certificate: it only sets when the next renewal is due. */
const UPDATES_IN_PLACE = ["earlyRenewalHours"];

/** A certificate that its own key has signed. */
export const selfSignedCert: LogicalType = {
  defaults: {
    earlyRenewalHours: 0,
    isCaCertificate: false,
    maxPathLength: -1,
    setAuthorityKeyId: false,
    setSubjectKeyId: false,
  },
  updatesInPlace: UPDATES_IN_PLACE,
  writeOnly: ["privateKeyPemWo"],
  ...renewal,
  check: (inputs) => [
    ...ownKeyFailures("privateKeyPem", inputs),
    ...certificateFailures(inputs),
    ...nameFailures(inputs),
  ],
  create: (inputs) => {
    const key = privateKeyFrom(ownKey("privateKeyPem", inputs), "privateKeyPem");
    const publicKey = publicKeyInfo(key);
    const subject = nameOf(inputs["subject"]);
    const { id, ...issued } = issue({
      subject,
      issuer: subject,
      publicKey,
      names: alternativeNames(inputs),
      signing: signingWith(key),
      authorityKeyId: inputs["setAuthorityKeyId"] === true ? keyIdentifier(publicKey) : undefined,
      properties: inputs,
      now: new Date(),
    });
    return { id, outputs: { ...issued, keyAlgorithm: algorithmOf(key), readyForRenewal: false } };
  },
};

/** A certificate for a signing request, signed by an authority whose key is given. */
export const locallySignedCert: LogicalType = {
  defaults: { earlyRenewalHours: 0, isCaCertificate: false, maxPathLength: -1, setSubjectKeyId: false },
  updatesInPlace: UPDATES_IN_PLACE,
  writeOnly: ["caPrivateKeyPemWo"],
  ...renewal,
  check: (inputs) => [...ownKeyFailures("caPrivateKeyPem", inputs), ...certificateFailures(inputs)],
  create: (inputs) => {
    const key = privateKeyFrom(ownKey("caPrivateKeyPem", inputs), "caPrivateKeyPem");
    const { tbsCertificate: authority } = certificateIn(inputs["caCertPem"], "caCertPem");
    const ownInfo = AsnConvert.serialize(publicKeyInfo(key));
    if (!Buffer.from(ownInfo).equals(Buffer.from(AsnConvert.serialize(authority.subjectPublicKeyInfo))))
      throw new KeyOfAnotherAuthority();
    const { subject, publicKey, names } = readRequest(inputs["certRequestPem"]);
    const named = authority.extensions?.find(({ extnID }) => extnID === id_ce_subjectKeyIdentifier);
    const { id, ...issued } = issue({
      subject,
      issuer: authority.subject,
      publicKey,
      names,
      signing: signingWith(key),
      authorityKeyId: named && AsnConvert.parse(named.extnValue.buffer, SubjectKeyIdentifier).buffer,
      properties: inputs,
      now: new Date(),
    });
    return { id, outputs: { ...issued, caKeyAlgorithm: algorithmOf(key), readyForRenewal: false } };
  },
};

/** The first certificate of a text. @throws {PemInvalid} */
export function certificateIn(pem: unknown, property: string): Certificate {
  const block = firstPemBlock(String(pem));
  try {
    if (block?.label === "CERTIFICATE") return AsnConvert.parse(block.bytes, Certificate);
  } catch {
    // The parser's own error is dropped: the error below names the expected form.
  }
  throw new PemInvalid({ property, expected: "a certificate in PEM" });
}
