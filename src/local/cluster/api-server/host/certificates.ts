import { randomBytes } from "node:crypto";
import { generate } from "selfsigned";

/** A cluster's identity: made once, kept with its state. PEM texts. */
export interface ClusterIdentity {
  readonly caCertificate: string;
  readonly serverKey: string;
  readonly serverCertificate: string;
  /** Signs service-account tokens. */
  readonly tokenKey: string;
  readonly adminToken: string;
}

const years = 10;

/** Makes a CA, a server certificate for loopback, and the keys of a cluster. Elliptic curves: RSA would take seconds. */
export async function newIdentity(now: Date): Promise<ClusterIdentity> {
  // Whose clock is a little behind ours must not find the certificate in its future.
  const notBeforeDate = new Date(now.getTime() - 3_600_000);
  const notAfterDate = new Date(now.getTime() + years * 365 * 86_400_000);
  const common = { keyType: "ec", curve: "P-256", algorithm: "sha256", notBeforeDate, notAfterDate } as const;
  const ca = await generate([{ name: "commonName", value: "groundwork local cluster CA" }], {
    ...common,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
    ],
  });
  const server = await generate([{ name: "commonName", value: "kube-apiserver" }], {
    ...common,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          ...["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"].map((value) => ({
            type: 2 as const,
            value,
          })),
          { type: 7, ip: "127.0.0.1" },
          { type: 7, ip: "10.96.0.1" },
        ],
      },
    ],
  });
  const tokens = await generate([{ name: "commonName", value: "service-account-tokens" }], common);
  return {
    caCertificate: ca.cert,
    serverKey: server.private,
    serverCertificate: server.cert,
    tokenKey: tokens.private,
    adminToken: randomBytes(32).toString("base64url"),
  };
}
