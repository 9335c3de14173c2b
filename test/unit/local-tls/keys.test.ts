import { execFileSync } from "node:child_process";
import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Created } from "../local-random/program.ts";
import { ALGORITHMS, ask, keysOfAllAlgorithms, onPath, program, token } from "./tls-program.ts";

let folder: string;
let keys: ReadonlyMap<string, Created>;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "groundwork-tls-"));
  keys = await keysOfAllAlgorithms();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const made = (name: string): Pick<Created, "id" | "outputs"> => keys.get(name) ?? { id: "", outputs: {} };
const keyOf = (name: string) => made(name).outputs;
const pemOf = (name: string) => String(keyOf(name)["privateKeyPem"]);

async function fileOf(name: string, content: unknown): Promise<string> {
  const file = path.join(folder, name.replaceAll(/\W/g, "-"));
  await writeFile(file, String(content), { mode: 0o600 });
  await chmod(file, 0o600);
  return file;
}

const run = (tool: string, ...args: string[]) =>
  execFileSync(tool, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

describe.each(ALGORITHMS)("a private key of %s", (name, inputs, expected) => {
  it("is one key in every form", async () => {
    const { id, outputs } = made(name);
    const key = createPrivateKey(String(outputs["privateKeyPem"]));
    expect(outputs["privateKeyPem"]).toContain(`-----BEGIN ${expected.pem}-----`);
    expect(outputs["privateKeyPemPkcs8"]).toBe(key.export({ type: "pkcs8", format: "pem" }));
    expect(outputs["publicKeyPem"]).toBe(createPublicKey(key).export({ type: "spki", format: "pem" }));
    expect(id).toMatch(/^[0-9a-f]{40}$/);
    expect(outputs).toMatchObject({ ecdsaCurve: "P224", rsaBits: 2048, ...inputs });
    expect(String(outputs["publicKeyOpenssh"]).split(" ")[0]).toBe(expected.ssh ?? "");
    expect(outputs["publicKeyFingerprintMd5"]).toMatch(expected.ssh ? /^([0-9a-f]{2}:){15}[0-9a-f]{2}$/ : /^$/);
    expect(outputs["publicKeyFingerprintSha256"]).toMatch(expected.ssh ? /^SHA256:[A-Za-z0-9+/]{43}$/ : /^$/);
    expect(outputs["privateKeyOpenssh"]).toMatch(expected.ssh ? /^-----BEGIN OPENSSH PRIVATE KEY-----\n/ : /^$/);
  });

  it("gives its public key to getPublicKey from every form", async () => {
    const { id, outputs } = made(name);
    const forms = [
      { privateKeyPem: outputs["privateKeyPem"] },
      { privateKeyPem: outputs["privateKeyPemPkcs8"] },
      ...(expected.ssh === undefined ? [] : [{ privateKeyOpenssh: outputs["privateKeyOpenssh"] }]),
    ];
    for (const args of forms) {
      expect(await ask("getPublicKey", args)).toEqual({
        ...args,
        id,
        algorithm: inputs["algorithm"],
        publicKeyPem: outputs["publicKeyPem"],
        publicKeyOpenssh: outputs["publicKeyOpenssh"],
        publicKeyFingerprintMd5: outputs["publicKeyFingerprintMd5"],
        publicKeyFingerprintSha256: outputs["publicKeyFingerprintSha256"],
      });
    }
  });

  it("signs a request, its own certificate, and one for another key, which are valid for Node", async () => {
    const privateKeyPem = pemOf(name);
    const subject = { commonName: "app.example.test", organization: "Ü & Co", streetAddresses: ["a 1", "b 2"] };
    const names = {
      dnsNames: ["app.example.test", "*.example.test"],
      ipAddresses: ["127.0.0.1", "::1"],
      uris: ["spiffe://x/y"],
    };
    const authority = await program.create(token("SelfSignedCert"), {
      privateKeyPem,
      subject: { commonName: "root" },
      isCaCertificate: true,
      maxPathLength: 1,
      validityPeriodHours: 48,
      allowedUses: ["cert_signing", "crl_signing"],
    });
    const root = new X509Certificate(String(authority.outputs["certPem"]));
    expect([root.ca, root.verify(root.publicKey), root.subject, root.checkIssued(root)]).toEqual([
      true,
      true,
      "CN=root",
      true,
    ]);
    expect(BigInt(`0x${root.serialNumber}`).toString()).toBe(authority.id);
    const request = await program.create(token("CertRequest"), { privateKeyPem, subject, ...names });
    expect(request.outputs["keyAlgorithm"]).toBe(inputs["algorithm"]);
    const { outputs } = await program.create(token("LocallySignedCert"), {
      certRequestPem: request.outputs["certRequestPem"],
      caPrivateKeyPem: privateKeyPem,
      caCertPem: authority.outputs["certPem"],
      validityPeriodHours: 1,
      allowedUses: ["digital_signature", "key_encipherment", "server_auth", "client_auth"],
      setSubjectKeyId: true,
    });
    const leaf = new X509Certificate(String(outputs["certPem"]));
    expect([leaf.ca, leaf.verify(root.publicKey), leaf.checkIssued(root)]).toEqual([false, true, true]);
    expect(leaf.subject.replaceAll(" + ", "+").split("\n")).toEqual([
      "O=Ü & Co",
      "street=a 1+street=b 2",
      "CN=app.example.test",
    ]);
    expect(leaf.subjectAltName).toBe(
      "DNS:app.example.test, DNS:*.example.test, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, URI:spiffe://x/y",
    );
    expect(leaf.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
    expect(leaf.checkHost("www.example.test")).toBe("*.example.test");
    expect(outputs).toMatchObject({ caKeyAlgorithm: inputs["algorithm"], readyForRenewal: false });
    const [start, end] = [outputs["validityStartTime"], outputs["validityEndTime"]].map((time) =>
      Date.parse(String(time)),
    );
    expect([new Date(leaf.validFrom).getTime(), new Date(leaf.validTo).getTime()]).toEqual([start, end]);
    expect((end ?? 0) - (start ?? 0)).toBe(3_600_000);
    expect(outputs["validityEndTime"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it.skipIf(!onPath("openssl"))("holds before openssl (skipped without openssl)", async () => {
    const privateKeyPem = pemOf(name);
    const authority = await program.create(token("SelfSignedCert"), {
      privateKeyPem,
      subject: { commonName: "root", country: "DE" },
      isCaCertificate: true,
      setAuthorityKeyId: true,
      validityPeriodHours: 48,
      allowedUses: ["cert_signing"],
    });
    const request = await program.create(token("CertRequest"), {
      privateKeyPem,
      subject: { commonName: "leaf", emailAddress: "jo@example.com" },
      dnsNames: ["leaf.test"],
    });
    const leaf = await program.create(token("LocallySignedCert"), {
      certRequestPem: request.outputs["certRequestPem"],
      caPrivateKeyPem: String(keyOf(name)["privateKeyPemPkcs8"]),
      caCertPem: authority.outputs["certPem"],
      validityPeriodHours: 1,
      allowedUses: ["server_auth", "digital_signature"],
    });
    const root = await fileOf(`${name} root`, authority.outputs["certPem"]);
    const file = await fileOf(`${name} leaf`, leaf.outputs["certPem"]);
    const asked = await fileOf(`${name} csr`, request.outputs["certRequestPem"]);
    expect(run("openssl", "verify", "-x509_strict", "-CAfile", root, "-verify_hostname", "leaf.test", file)).toContain(
      "OK",
    );
    run("openssl", "req", "-in", asked, "-verify", "-noout");
    const text = run(
      "openssl",
      "x509",
      "-in",
      file,
      "-noout",
      "-text",
      "-ext",
      "authorityKeyIdentifier,basicConstraints,keyUsage",
    );
    expect(text).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
    expect(text).toMatch(/Key Usage: critical\s+Digital Signature\n/);
    expect(text).toContain("Authority Key Identifier");
    expect(text).toContain("jo@example.com");
    expect(run("openssl", "x509", "-in", root, "-noout", "-text")).toMatch(/CA:TRUE/);
  });
});

describe.skipIf(!onPath("ssh-keygen"))("ssh-keygen (skipped without it)", () => {
  it.each(ALGORITHMS.filter(([, , { ssh }]) => ssh !== undefined))(
    "reads a key of %s and says the same fingerprints",
    async (name) => {
      const outputs = keyOf(name);
      const file = await fileOf(`${name} ssh`, outputs["privateKeyOpenssh"]);
      const [kind, key] = run("ssh-keygen", "-y", "-f", file).split(" ");
      expect(`${kind} ${key?.trim()}\n`).toBe(outputs["publicKeyOpenssh"]);
      const own = await fileOf(`${name} pub`, outputs["publicKeyOpenssh"]);
      expect(run("ssh-keygen", "-l", "-f", own)).toContain(String(outputs["publicKeyFingerprintSha256"]));
      expect(run("ssh-keygen", "-l", "-E", "md5", "-f", own)).toContain(
        `MD5:${String(outputs["publicKeyFingerprintMd5"])}`,
      );
    },
  );
});
