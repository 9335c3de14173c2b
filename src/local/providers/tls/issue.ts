import { randomBytes } from "node:crypto";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  type GeneralNames,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  KeyIdentifier,
  KeyUsage,
  type Name,
  SubjectKeyIdentifier,
  type SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from "@peculiar/asn1-x509";
import { memberOf } from "../../../lib/index.ts";
import type { PropertyMap } from "../../../provider/index.ts";
import { pemOf } from "./pem.ts";
import { bufferOf, keyIdentifier, type Signing } from "./sign.ts";
import { EXTENDED_USAGES, KEY_USAGES } from "./usages.ts";

export interface CertificateRequest {
  readonly subject: Name;
  readonly publicKey: SubjectPublicKeyInfo;
  readonly names: GeneralNames | undefined;
  readonly issuer: Name;
  readonly signing: Signing;
  /** Key identifier of the authority; absent when the certificate does not name it. */
  readonly authorityKeyId: ArrayBuffer | undefined;
  /** `validityPeriodHours`, `allowedUses`, `isCaCertificate`, `maxPathLength`, `setSubjectKeyId` */
  readonly properties: PropertyMap;
  readonly now: Date;
}

export interface IssuedCertificate {
  /** The serial number in decimal. */
  readonly id: string;
  readonly certPem: string;
  /** RFC 3339 */
  readonly validityStartTime: string;
  readonly validityEndTime: string;
}

const HOUR = 3_600_000;

/** Makes and signs a certificate of version 3. */
export function issue(request: CertificateRequest): IssuedCertificate {
  const { properties, signing } = request;
  // Certificates know whole seconds.
  const start = new Date(Math.floor(request.now.getTime() / 1000) * 1000);
  const end = new Date(start.getTime() + Number(properties["validityPeriodHours"]) * HOUR);
  const serial = randomBytes(16);
  serial.writeUInt8((serial.readUInt8(0) & 0x7f) | 0x40, 0);
  const content = new TBSCertificate({
    version: Version.v3,
    serialNumber: bufferOf(serial),
    signature: signing.algorithm,
    issuer: request.issuer,
    validity: new Validity({ notBefore: start, notAfter: end }),
    subject: request.subject,
    subjectPublicKeyInfo: request.publicKey,
    extensions: new Extensions(extensionsOf(request)),
  });
  const certificate = new Certificate({
    tbsCertificate: content,
    signatureAlgorithm: signing.algorithm,
    signatureValue: signing.sign(AsnConvert.serialize(content)),
  });
  return {
    id: BigInt(`0x${serial.toString("hex")}`).toString(),
    certPem: pemOf("CERTIFICATE", new Uint8Array(AsnConvert.serialize(certificate))),
    validityStartTime: rfc3339(start),
    validityEndTime: rfc3339(end),
  };
}

export function rfc3339(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, "Z");
}

/** In the order of Go's certificates, which the real provider's are. */
function extensionsOf({ properties, publicKey, names, subject, authorityKeyId }: CertificateRequest): Extension[] {
  const uses = properties["allowedUses"] as readonly string[];
  const flags = uses.reduce((sum, use) => sum | (memberOf(KEY_USAGES, use) ?? 0), 0);
  const purposes = uses.flatMap((use) => memberOf(EXTENDED_USAGES, use) ?? []);
  const isCa = properties["isCaCertificate"] === true;
  const longest = Number(properties["maxPathLength"] ?? -1);
  const constraints = new BasicConstraints({
    cA: isCa,
    ...(isCa && longest >= 0 && { pathLenConstraint: longest }),
  });
  return [
    ...(flags === 0 ? [] : [extension(id_ce_keyUsage, new KeyUsage(flags), true)]),
    ...(purposes.length === 0 ? [] : [extension(id_ce_extKeyUsage, new ExtendedKeyUsage(purposes))]),
    extension(id_ce_basicConstraints, constraints, true),
    ...(isCa || properties["setSubjectKeyId"] === true
      ? [extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(keyIdentifier(publicKey)))]
      : []),
    ...(authorityKeyId === undefined
      ? []
      : [
          extension(
            id_ce_authorityKeyIdentifier,
            new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(authorityKeyId) }),
          ),
        ]),
    // Without a subject, these names are the certificate's only ones (RFC 5280: critical then).
    ...(names === undefined ? [] : [extension(id_ce_subjectAltName, names, subject.length === 0)]),
  ];
}

export function extension(extnID: string, value: object, critical = false): Extension {
  return new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}
