import { createPrivateKey, X509Certificate } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createServer } from "node:tls";
import { beforeAll, describe, expect, it } from "vitest";
import { PackageFacts } from "../../../src/local/providers/logical/index.ts";
import type { PropertyMap } from "../../../src/provider/index.ts";
import { unknownValue } from "../../../src/pulumi/index.ts";
import type { Created } from "../local-random/program.ts";
import { ask, keysOfAllAlgorithms, program, token } from "./tls-program.ts";

let keys: ReadonlyMap<string, Created>;
beforeAll(async () => {
  keys = await keysOfAllAlgorithms();
});
const pemOf = (name: string) => String(keys.get(name)?.outputs["privateKeyPem"]);

const key = () => pemOf("ED25519");
const certificate = (more: PropertyMap = {}): PropertyMap => ({
  privateKeyPem: key(),
  subject: { commonName: "x" },
  validityPeriodHours: 24,
  allowedUses: ["server_auth"],
  ...more,
});

describe("every type of @pulumi/tls", () => {
  const KINDS = ["PrivateKey", "CertRequest", "SelfSignedCert", "LocallySignedCert"] as const;
  const inputsFor = async (kind: (typeof KINDS)[number]): Promise<PropertyMap> => {
    if (kind === "PrivateKey") return { algorithm: "ED25519" };
    if (kind === "CertRequest") return { privateKeyPem: key(), subject: { commonName: "x" }, dnsNames: ["a.test"] };
    if (kind === "SelfSignedCert") return certificate();
    const ca = await program.create(token("SelfSignedCert"), certificate({ isCaCertificate: true }));
    const request = await program.create(token("CertRequest"), { privateKeyPem: key() });
    return {
      caPrivateKeyPem: key(),
      caCertPem: ca.outputs["certPem"],
      certRequestPem: request.outputs["certRequestPem"],
      validityPeriodHours: 24,
      allowedUses: ["server_auth"],
    };
  };

  it("is there", () => {
    expect(new PackageFacts("tls").tokens().toSorted()).toEqual(KINDS.map(token).toSorted());
  });

  it.each(KINDS)("keeps %s through a refresh and a second preview", async (kind) => {
    const made = await program.create(token(kind), await inputsFor(kind));
    expect(await program.refresh(made)).toEqual({ id: made.id, inputs: made.inputs, outputs: made.outputs });
    expect(await program.diff(made, made.inputs)).toMatchObject({ changes: "none", detailedDiff: {} });
    await expect(program.import(token(kind), made.id)).rejects.toThrow("only the state of its own stack knows it");
  });

  it.each(KINDS)("replaces %s for a change of every input but the time of renewal", async (kind) => {
    const made = await program.create(token(kind), await inputsFor(kind));
    const { inputs } = new PackageFacts("tls").typeOf(token(kind));
    for (const name of Object.keys(inputs)) {
      if (name.endsWith("Wo")) continue;
      const { changes, replaces } = await program.diff(made, { ...made.inputs, [name]: unknownValue });
      expect([name, changes, replaces]).toEqual([name, "some", name === "earlyRenewalHours" ? [] : [name]]);
    }
  });

  it.each(KINDS)("shows in a preview of %s what is known, and nothing that will be made", async (kind) => {
    const planned = await program.preview(token(kind), await inputsFor(kind));
    const { outputs } = new PackageFacts("tls").typeOf(token(kind));
    expect(Object.keys(outputs).length).toBeGreaterThan(1);
    expect(Object.keys(planned).filter((name) => outputs[name] !== undefined)).toEqual([]);
  });

  it("declares as secret what the package says", () => {
    const facts = new PackageFacts("tls");
    const secrets = facts.tokens().flatMap((each) => {
      const { inputs, outputs } = facts.typeOf(each);
      return Object.entries({ ...inputs, ...outputs }).flatMap(([name, { sensitive }]) => (sensitive ? [name] : []));
    });
    expect(new Set(secrets)).toEqual(
      new Set([
        "privateKeyPem",
        "privateKeyPemWo",
        "caPrivateKeyPem",
        "caPrivateKeyPemWo",
        "privateKeyOpenssh",
        "privateKeyPemPkcs8",
      ]),
    );
  });

  it("uses a write-only key, and keeps it nowhere", async () => {
    const { privateKeyPem, ...others } = certificate();
    const inputs = { ...others, privateKeyPemWo: privateKeyPem, privateKeyPemWoVersion: 1 };
    const made = await program.create(token("SelfSignedCert"), inputs);
    expect(JSON.stringify(made.outputs)).not.toContain("PRIVATE KEY");
    expect(new X509Certificate(String(made.outputs["certPem"])).checkPrivateKey(createPrivateKey(key()))).toBe(true);
    const other = { ...inputs, privateKeyPemWo: pemOf("ECDSA P256") };
    expect((await program.diff(made, other)).changes).toBe("none");
    expect((await program.diff(made, { ...other, privateKeyPemWoVersion: 2 })).replaces).toEqual([
      "privateKeyPemWoVersion",
    ]);
  });
});

describe("the renewal of a certificate", () => {
  it("is changed in place, and once it is due the certificate is replaced", async () => {
    const made = await program.create(token("SelfSignedCert"), certificate({ earlyRenewalHours: 1 }));
    expect(made.outputs["readyForRenewal"]).toBe(false);
    const news = { ...made.inputs, earlyRenewalHours: 25 };
    expect(await program.diff(made, news)).toMatchObject({
      changes: "some",
      replaces: [],
      diffs: ["earlyRenewalHours"],
    });
    const outputs = await program.update(made, news);
    expect(outputs).toMatchObject({ readyForRenewal: true, earlyRenewalHours: 25, certPem: made.outputs["certPem"] });
    const later = { ...made, inputs: news, outputs };
    expect(await program.diff(later, news)).toMatchObject({
      replaces: ["readyForRenewal"],
      detailedDiff: { readyForRenewal: { kind: "update-replace", inputDiff: false } },
    });
    expect((await program.refresh(later))?.outputs["readyForRenewal"]).toBe(true);
  });

  it.each([
    [0, 0, true],
    [24, 0, false],
    [24, 23, false],
    [24, 24, true],
  ])(
    "of one for %d hours is %d hours before its end: due now %s",
    async (validityPeriodHours, earlyRenewalHours, isDue) => {
      const made = await program.create(
        token("SelfSignedCert"),
        certificate({ validityPeriodHours, earlyRenewalHours }),
      );
      expect((await program.diff(made, made.inputs)).replaces).toEqual(isDue ? ["readyForRenewal"] : []);
    },
  );
});

describe("what is wrong with inputs", () => {
  it.each<[string, () => PropertyMap, string, RegExp]>([
    ["PrivateKey", () => ({}), "algorithm", /is required/],
    ["PrivateKey", () => ({ algorithm: "DSA" }), "algorithm", /must be one of RSA, ECDSA, ED25519; it is "DSA"/],
    ["PrivateKey", () => ({ algorithm: "ECDSA", ecdsaCurve: "P-256" }), "ecdsaCurve", /P224, P256, P384, P521/],
    ["PrivateKey", () => ({ algorithm: "RSA", rsaBits: 100 }), "rsaBits", /at least/],
    ["CertRequest", () => ({}), "privateKeyPem", /or privateKeyPemWo is required/],
    ["CertRequest", () => ({ privateKeyPem: key(), privateKeyPemWo: key() }), "privateKeyPem", /both given/],
    ["CertRequest", () => ({ privateKeyPem: key(), ipAddresses: ["1.2.3"] }), "ipAddresses[0]", /an IP address/],
    ["CertRequest", () => ({ privateKeyPem: key(), uris: ["no uri"] }), "uris[0]", /a URI/],
    [
      "CertRequest",
      () => ({ privateKeyPem: key(), subject: { comonName: "x" } }),
      "subject.comonName",
      /did you mean commonName\?/,
    ],
    [
      "SelfSignedCert",
      () => certificate({ allowedUses: ["sign"] }),
      "allowedUses[0]",
      /must be one of digital_signature/,
    ],
    ["SelfSignedCert", () => certificate({ validityPeriodHours: -1 }), "validityPeriodHours", /at least 0/],
    ["SelfSignedCert", () => certificate({ maxPathLength: 2 }), "maxPathLength", /isCaCertificate/],
  ])("is said of a %s before anything is made (%#)", async (kind, inputs, property, reason) => {
    expect(await program.failures(token(kind), inputs())).toEqual([
      { property, reason: expect.stringMatching(reason) },
    ]);
  });

  it("is said without repeating a key that cannot be read", async () => {
    const broken = key().replaceAll("\n", " ");
    const secret = broken.slice(30, 60);
    for (const made of [
      program.create(token("CertRequest"), { privateKeyPem: broken }),
      program.create(token("SelfSignedCert"), certificate({ privateKeyPem: broken })),
      ask("getPublicKey", { privateKeyPem: broken }),
    ]) {
      const thrown = await made.then(
        () => new Error("nothing was thrown"),
        (error: Error) => error,
      );
      expect(thrown).toMatchObject({
        code: "local-pem-invalid",
        message: expect.stringContaining("private key in PEM"),
      });
      expect(JSON.stringify([thrown, thrown.message, thrown.cause])).not.toContain(secret);
    }
  });

  it("is said of an authority's key and certificate that do not belong together", async () => {
    const ca = await program.create(token("SelfSignedCert"), certificate({ isCaCertificate: true }));
    const request = await program.create(token("CertRequest"), { privateKeyPem: key() });
    const { subject: _, privateKeyPem: __, ...others } = certificate();
    const inputs = { ...others, caCertPem: ca.outputs["certPem"], certRequestPem: request.outputs["certRequestPem"] };
    const create = (more: PropertyMap) =>
      program.create(token("LocallySignedCert"), { caPrivateKeyPem: key(), ...inputs, ...more });
    await expect(create({ caPrivateKeyPem: pemOf("RSA 2048") })).rejects.toThrow("is not the key of caCertPem");
    await expect(create({ caCertPem: "no" })).rejects.toThrow("caCertPem has to be a certificate in PEM.");
    await expect(create({ certRequestPem: inputs.caCertPem })).rejects.toThrow(
      "certRequestPem has to be a certificate request",
    );
  });
});

describe("getCertificate", () => {
  it("says what a certificate says", async () => {
    const made = await program.create(token("SelfSignedCert"), {
      ...certificate({ isCaCertificate: true, maxPathLength: 3, privateKeyPem: pemOf("RSA 2048") }),
      subject: { commonName: "a, b", organization: "o", country: "DE" },
    });
    const content = made.outputs["certPem"];
    const { raw } = new X509Certificate(String(content));
    expect(await ask("getCertificate", { content })).toMatchObject({
      content,
      certificates: [
        {
          certPem: content,
          isCa: true,
          maxPathLength: 3,
          subject: "CN=a\\, b,O=o,C=DE",
          issuer: "CN=a\\, b,O=o,C=DE",
          notBefore: made.outputs["validityStartTime"],
          notAfter: made.outputs["validityEndTime"],
          publicKeyAlgorithm: "RSA",
          signatureAlgorithm: "SHA256-RSA",
          serialNumber: made.id,
          sha1Fingerprint: new X509Certificate(raw).fingerprint.replaceAll(":", "").toLowerCase(),
          version: 3,
        },
      ],
    });
  });

  it("reads the chain of a server, root first, and says why it cannot", async () => {
    const ca = await program.create(
      token("SelfSignedCert"),
      certificate({ isCaCertificate: true, subject: { commonName: "root" } }),
    );
    const request = await program.create(token("CertRequest"), {
      privateKeyPem: pemOf("ECDSA P256"),
      subject: { commonName: "leaf" },
      ipAddresses: ["127.0.0.1"],
    });
    const leaf = await program.create(token("LocallySignedCert"), {
      caPrivateKeyPem: key(),
      caCertPem: ca.outputs["certPem"],
      certRequestPem: request.outputs["certRequestPem"],
      validityPeriodHours: 1,
      allowedUses: ["server_auth"],
    });
    const chain = `${String(leaf.outputs["certPem"])}${String(ca.outputs["certPem"])}`;
    const server = createServer({ key: pemOf("ECDSA P256"), cert: chain }, (socket) => socket.end());
    server.on("tlsClientError", () => undefined);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const { certificates } = await ask("getCertificate", { url, verifyChain: false });
      expect((certificates as PropertyMap[]).map(({ subject }) => subject)).toEqual(["CN=root", "CN=leaf"]);
      await expect(ask("getCertificate", { url })).rejects.toMatchObject({ code: "local-chain-unavailable" });
      await expect(ask("getCertificate", { url: "http://127.0.0.1" })).rejects.toThrow("https:// or tls://");
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it("is refused by name where the package has another function", async () => {
    await expect(ask("getNothing", {})).rejects.toThrow("of this package it answers: tls:index/getCertificate");
  });
});
