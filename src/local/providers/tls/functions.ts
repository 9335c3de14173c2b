import { once } from "node:events";
import { connect, type DetailedPeerCertificate } from "node:tls";
import { AsnConvert } from "@peculiar/asn1-schema";
import { BasicConstraints, Certificate, id_ce_basicConstraints } from "@peculiar/asn1-x509";
import { memberOf, messageOf } from "../../../lib/index.ts";
import type { PropertyMap } from "../../../provider/index.ts";
import type { LogicalFunction } from "../logical/index.ts";
import { certificateIn } from "./certificates.ts";
import { ChainUnavailable, PemInvalid } from "./errors.ts";
import { rfc3339 } from "./issue.ts";
import { algorithmOf, keyId, privateKeyFrom, publicForms, sha1 } from "./keys.ts";
import { nameText } from "./names.ts";
import { pemOf } from "./pem.ts";

const CONNECT_MILLISECONDS = 30_000;

/** `tls:index/getPublicKey:getPublicKey`: the public half of a private key. @throws {PemInvalid} */
export const getPublicKey: LogicalFunction = (args) => {
  const { privateKeyPem, privateKeyOpenssh } = args;
  if ((privateKeyPem === undefined) === (privateKeyOpenssh === undefined))
    throw new PemInvalid({ property: "One of privateKeyPem and privateKeyOpenssh", expected: "given, and not both" });
  const property = privateKeyPem === undefined ? "privateKeyOpenssh" : "privateKeyPem";
  const key = privateKeyFrom(args[property], property);
  return { ...args, id: keyId(key), algorithm: algorithmOf(key), ...publicForms(key) };
};

/**
 * `tls:index/getCertificate:getCertificate`: the contents of a certificate, or of each certificate of a server's chain,
 * root first.
 */
export const getCertificate: LogicalFunction = async (args) => {
  const { content, url, verifyChain } = args;
  if ((content === undefined) === (url === undefined))
    throw new PemInvalid({ property: "One of content and url", expected: "given, and not both" });
  const chain =
    typeof url === "string"
      ? await chainOf(url, verifyChain !== false)
      : [new Uint8Array(AsnConvert.serialize(certificateIn(content, "content")))];
  return { ...args, id: sha1(Buffer.concat(chain)), certificates: chain.map(described) };
};

async function chainOf(url: string, isVerified: boolean): Promise<Uint8Array[]> {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address === undefined || !/^(https|tls):$/.test(address.protocol))
    throw new ChainUnavailable({ url, reason: "it has to begin with https:// or tls://" });
  const host = address.hostname.replace(/^\[|\]$/g, "");
  const port = address.port === "" ? 443 : Number(address.port);
  const servername = /^[\d.:]+$/.test(host) ? {} : { servername: host };
  const socket = connect({ host, port, rejectUnauthorized: isVerified, timeout: CONNECT_MILLISECONDS, ...servername });
  socket.once("timeout", () => socket.destroy(new Error("it did not answer in time")));
  try {
    await once(socket, "secureConnect");
    const chain: Uint8Array[] = [];
    let each: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
    while (each?.raw !== undefined) {
      chain.unshift(each.raw);
      each = each.issuerCertificate === each ? undefined : each.issuerCertificate;
    }
    return chain;
  } catch (thrown) {
    throw new ChainUnavailable({ url, reason: messageOf(thrown) }, { cause: thrown });
  } finally {
    socket.destroy();
  }
}

/** Go's names of algorithms, by their identifiers. */
const SIGNATURES: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.1.5": "SHA1-RSA",
  "1.2.840.113549.1.1.11": "SHA256-RSA",
  "1.2.840.113549.1.1.12": "SHA384-RSA",
  "1.2.840.113549.1.1.13": "SHA512-RSA",
  "1.2.840.10045.4.3.2": "ECDSA-SHA256",
  "1.2.840.10045.4.3.3": "ECDSA-SHA384",
  "1.2.840.10045.4.3.4": "ECDSA-SHA512",
  "1.3.101.112": "Ed25519",
};

const KEYS: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.1.1": "RSA",
  "1.2.840.10045.2.1": "ECDSA",
  "1.3.101.112": "Ed25519",
};

function described(bytes: Uint8Array): PropertyMap {
  const { tbsCertificate: content, signatureAlgorithm } = AsnConvert.parse(bytes, Certificate);
  const extension = content.extensions?.find(({ extnID }) => extnID === id_ce_basicConstraints);
  const constraints = extension && AsnConvert.parse(extension.extnValue.buffer, BasicConstraints);
  return {
    certPem: pemOf("CERTIFICATE", bytes),
    isCa: constraints?.cA ?? false,
    issuer: nameText(content.issuer),
    subject: nameText(content.subject),
    maxPathLength: constraints?.pathLenConstraint ?? -1,
    notBefore: rfc3339(content.validity.notBefore.getTime()),
    notAfter: rfc3339(content.validity.notAfter.getTime()),
    publicKeyAlgorithm: memberOf(KEYS, content.subjectPublicKeyInfo.algorithm.algorithm) ?? "0",
    serialNumber: BigInt(`0x${Buffer.from(content.serialNumber).toString("hex")}`).toString(),
    sha1Fingerprint: sha1(bytes),
    signatureAlgorithm: memberOf(SIGNATURES, signatureAlgorithm.algorithm) ?? "0",
    version: content.version + 1,
  };
}
