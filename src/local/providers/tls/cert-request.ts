import { Attributes, CertificationRequest, CertificationRequestInfo } from "@peculiar/asn1-csr";
import { AsnConvert } from "@peculiar/asn1-schema";
import {
  Attribute,
  Extensions,
  GeneralNames,
  id_ce_subjectAltName,
  type Name,
  type SubjectPublicKeyInfo,
} from "@peculiar/asn1-x509";
import type { PropertyMap } from "../../../provider/index.ts";
import type { LogicalType } from "../logical/index.ts";
import { PemInvalid } from "./errors.ts";
import { extension } from "./issue.ts";
import { algorithmOf, privateKeyFrom, sha1 } from "./keys.ts";
import { alternativeNames, nameFailures, nameOf } from "./names.ts";
import { ownKey, ownKeyFailures } from "./own-key.ts";
import { firstPemBlock, pemOf } from "./pem.ts";
import { publicKeyInfo, signingWith } from "./sign.ts";

const EXTENSION_REQUEST = "1.2.840.113549.1.9.14";

/** A certificate signing request (PKCS #10), signed with the key that the certificate will be for. */
export const certRequest: LogicalType = {
  defaults: {},
  writeOnly: ["privateKeyPemWo"],
  check: (inputs) => [...ownKeyFailures("privateKeyPem", inputs), ...nameFailures(inputs)],
  create: (inputs) => {
    const key = privateKeyFrom(ownKey("privateKeyPem", inputs), "privateKeyPem");
    const bytes = new Uint8Array(AsnConvert.serialize(requestFor(inputs, key)));
    const certRequestPem = pemOf("CERTIFICATE REQUEST", bytes);
    return { id: sha1(bytes), outputs: { keyAlgorithm: algorithmOf(key), certRequestPem } };
  },
};

function requestFor(inputs: PropertyMap, key: Parameters<typeof signingWith>[0]): CertificationRequest {
  const signing = signingWith(key);
  const names = alternativeNames(inputs);
  const wanted = names && new Extensions([extension(id_ce_subjectAltName, names)]);
  const info = new CertificationRequestInfo({
    version: 0,
    subject: nameOf(inputs["subject"]),
    subjectPKInfo: publicKeyInfo(key),
    attributes: new Attributes(
      wanted === undefined ? [] : [new Attribute({ type: EXTENSION_REQUEST, values: [AsnConvert.serialize(wanted)] })],
    ),
  });
  return new CertificationRequest({
    certificationRequestInfo: info,
    signatureAlgorithm: signing.algorithm,
    signature: signing.sign(AsnConvert.serialize(info)),
  });
}

/** The contents of a certificate signing request. @throws {PemInvalid} */
export function readRequest(pem: unknown): {
  readonly subject: Name;
  readonly publicKey: SubjectPublicKeyInfo;
  readonly names: GeneralNames | undefined;
} {
  const block = firstPemBlock(String(pem));
  try {
    if (block?.label.endsWith("CERTIFICATE REQUEST")) {
      const { certificationRequestInfo: info } = AsnConvert.parse(block.bytes, CertificationRequest);
      const asked = [...info.attributes].find(({ type }) => type === EXTENSION_REQUEST)?.values[0];
      const extensions = asked === undefined ? [] : [...AsnConvert.parse(asked, Extensions)];
      const names = extensions.find(({ extnID }) => extnID === id_ce_subjectAltName);
      return {
        subject: info.subject,
        publicKey: info.subjectPKInfo,
        names: names && AsnConvert.parse(names.extnValue.buffer, GeneralNames),
      };
    }
  } catch {
    // The parser's own error is dropped: the error below names the expected form.
  }
  throw new PemInvalid({ property: "certRequestPem", expected: "a certificate request in PEM" });
}
