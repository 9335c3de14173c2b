import { existsSync } from "node:fs";
import path from "node:path";
import { tlsProvider } from "../../../src/local/providers/tls/index.ts";
import type { PropertyMap } from "../../../src/provider/index.ts";
import { type Created, programOn } from "../local-random/program.ts";

const provider = tlsProvider();
export const program = programOn(provider);
export const token = (kind: string) => `tls:index/${kind.charAt(0).toLowerCase()}${kind.slice(1)}:${kind}`;
export const ask = async (name: string, args: PropertyMap) =>
  (await provider.invoke(`tls:index/${name}:${name}`, args)).result;

export const onPath = (tool: string) =>
  (process.env["PATH"] ?? "").split(path.delimiter).some((folder) => existsSync(path.join(folder, tool)));

export const ALGORITHMS: readonly [string, PropertyMap, { readonly ssh?: string; readonly pem: string }][] = [
  ["RSA 2048", { algorithm: "RSA" }, { ssh: "ssh-rsa", pem: "RSA PRIVATE KEY" }],
  ["RSA 3072", { algorithm: "RSA", rsaBits: 3072 }, { ssh: "ssh-rsa", pem: "RSA PRIVATE KEY" }],
  ["ECDSA P224, the default", { algorithm: "ECDSA" }, { pem: "EC PRIVATE KEY" }],
  ["ECDSA P256", { algorithm: "ECDSA", ecdsaCurve: "P256" }, { ssh: "ecdsa-sha2-nistp256", pem: "EC PRIVATE KEY" }],
  ["ECDSA P384", { algorithm: "ECDSA", ecdsaCurve: "P384" }, { ssh: "ecdsa-sha2-nistp384", pem: "EC PRIVATE KEY" }],
  ["ECDSA P521", { algorithm: "ECDSA", ecdsaCurve: "P521" }, { ssh: "ecdsa-sha2-nistp521", pem: "EC PRIVATE KEY" }],
  ["ED25519", { algorithm: "ED25519" }, { ssh: "ssh-ed25519", pem: "PRIVATE KEY" }],
];

/** A key of each algorithm, by the algorithm's name. */
export async function keysOfAllAlgorithms(): Promise<ReadonlyMap<string, Created>> {
  const keys = new Map<string, Created>();
  for (const [name, inputs] of ALGORITHMS) keys.set(name, await program.create(token("PrivateKey"), inputs));
  return keys;
}
