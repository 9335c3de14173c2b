import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { buildSource, InFlight } from "../../../src/agent/build/index.ts";
import { decryptionKeys, decryptionWith } from "../../../src/agent/reconcile/decryption.ts";
import { manifestLimits } from "../../../src/kubernetes/manifests/index.ts";
import { sealedBytes, sealedContent, sealedDotenv, valuesAlone } from "../../fixtures/sops.ts";

type Files = Readonly<Record<string, string>>;

let identity: string;
let recipients: readonly string[];
beforeAll(async () => {
  identity = await generateX25519Identity();
  recipients = [await identityToRecipient(identity)];
});

const kustomization = { namespace: "sync", decryption: { secretName: "sops-age" } };

/** A build with the identities that a Secret holds; without decryption where it is `undefined`. */
async function build(files: Files, entries: Files | undefined, more: object = {}) {
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "sops-age" },
    data: Object.fromEntries(
      Object.entries(entries ?? {}).map(([name, text]) => [name, Buffer.from(text).toString("base64")]),
    ),
  };
  const keys = entries && (await decryptionKeys(kustomization, { get: async () => await Promise.resolve(secret) }));
  const decrypting = keys && (await decryptionWith(keys, kustomization));
  const tree = {
    files: async (folder: string) =>
      await Promise.resolve(
        Object.keys(files).flatMap((each) => (each.startsWith(folder) ? [{ path: each, id: each }] : [])),
      ),
    read: async (file: { readonly path: string }) => await Promise.resolve(Buffer.from(files[file.path] ?? "")),
  };
  const { objects, problems } = await buildSource({
    tree,
    revision: "main",
    path: "apps",
    kustomize: { searchPath: "", scratch: "", timeout: 10_000 },
    inFlight: new InFlight(manifestLimits.build),
    ...(decrypting && { decryption: decrypting.decryption }),
    ...more,
  });
  return {
    objects: objects.map(({ object }) => object),
    problems: problems.map(({ origin, problem }) => `${origin} ${problem}`),
    secretTexts: [...(decrypting?.secretTexts ?? [])],
  };
}

const own = () => ({ "age.agekey": `# created: today\n${identity}\n` });
const secret = (more: object) => ({ apiVersion: "v1", kind: "Secret", metadata: { name: "db" }, ...more });
const sealed = async (content: object, rule: Files = valuesAlone) =>
  stringify(await sealedContent(content as Files, { recipients, rule }));

describe("an encrypted manifest", () => {
  it("is applied as it was before it was encrypted, without its sops block", async () => {
    const content = secret({
      type: "Opaque",
      stringData: { password: "hunter2", "empty-unencrypted": "", lines: "a\nb\n" },
      data: { key: "aGk=" },
    });
    const { objects, problems, secretTexts } = await build({ "apps/db.yaml": await sealed(content) }, own());
    expect([objects, problems]).toEqual([[content], []]);
    expect(secretTexts).toContain("hunter2");
  });

  it("may be encrypted as a whole, of which its kind and its name are no secrets in messages", async () => {
    const content = secret({ metadata: { name: "database", namespace: "shopping" }, stringData: { a: "hunter2" } });
    const { objects, problems, secretTexts } = await build({ "apps/db.yaml": await sealed(content, {}) }, own());
    expect([objects, problems]).toEqual([[content], []]);
    expect(secretTexts).toContain("hunter2");
    for (const word of ["v1", "Secret", "database", "shopping"]) expect(secretTexts).not.toContain(word);
  });

  it("keeps the types of its values, whatever its kind is", async () => {
    const values = { text: "1", whole: 5432, large: 9007199254740993n, part: 0.25, no: false, yes: true, none: null };
    const content = {
      apiVersion: "example.com/v1",
      kind: "Thing",
      metadata: { name: "x", labels: { app: "x" } },
      spec: { ...values, list: [1, "two", { three: true }] },
    };
    const rule = { unencrypted_regex: "^(apiVersion|kind|metadata)$" };
    const { objects, problems } = await build({ "apps/x.yaml": await sealed(content, rule) }, own());
    expect([objects, problems]).toEqual([[content], []]);
  });

  it.each<[string, Files, Files]>([
    ["encrypted_regex in Go's syntax", { encrypted_regex: "^stringData$" }, { encrypted_regex: "(?i)^STRINGDATA$" }],
    ["encrypted_suffix", { encrypted_suffix: "Data" }, {}],
    ["unencrypted_regex", { unencrypted_regex: "^(apiVersion|kind|metadata)$" }, {}],
  ])("is read by the rule of its %s", async (_, rule, written) => {
    const content = secret({ stringData: { a: "one", b: "two" } });
    const { sops, ...rest } = await sealedContent(content, { recipients, rule });
    const file = stringify({ ...rest, sops: { ...(sops as object), ...written } });
    expect(await build({ "apps/a.yaml": file }, own())).toMatchObject({ objects: [content], problems: [] });
  });

  it("has its variables replaced once it is decrypted", async () => {
    const file = await sealed(secret({ stringData: { url: "https://${host}/" } }));
    const { objects } = await build({ "apps/a.yaml": file }, own(), {
      substitute: (text: string) => text.replaceAll("${host}", "db.example"),
    });
    expect(objects).toEqual([secret({ stringData: { url: "https://db.example/" } })]);
  });

  it("may be encrypted for several recipients, of which one is enough, also of a post-quantum one", async () => {
    const hybrid = await generateHybridIdentity();
    const other = await identityToRecipient(await generateX25519Identity());
    const content = secret({ stringData: { a: "one" } });
    const both = [other, await identityToRecipient(hybrid)];
    const file = stringify(await sealedContent(content, { recipients: both, rule: valuesAlone }));
    const { objects } = await build(
      { "apps/a.yaml": file },
      { ...own(), "hybrid.agekey": hybrid, "other.asc": "no key" },
    );
    expect(objects).toEqual([content]);
  });

  it("is left as it is where it asks for that, and beside others that are not encrypted", async () => {
    const disabled = { name: "db", annotations: { "kustomize.toolkit.fluxcd.io/decrypt": "Disabled" } };
    const asked = secret({ metadata: disabled, sops: { mac: "x" } });
    const plain = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "plain" }, data: { a: "ENC[no]" } };
    const files = { "apps/a.yaml": stringify(asked), "apps/b.yaml": stringify(plain) };
    expect(await build(files, own())).toMatchObject({ objects: [asked, plain], problems: [] });
    expect(await build(files, undefined)).toMatchObject({ objects: [asked, plain], problems: [] });
  });

  it("decrypts what a Secret holds of whole files, by the format that each has", async () => {
    const sealing = { recipients };
    const files: Files = {
      key: await sealedBytes("\u0000bytes\n", sealing),
      "app.env": await sealedDotenv({ A: "one", B: "two\nlines", c_unencrypted: "3" }, sealing),
      "app.json": JSON.stringify(await sealedContent({ a: { b: "<1>" }, n: 2 }, sealing), null, 2),
      "app.yaml": stringify(await sealedContent({ a: ["x", true] }, sealing)),
      plain: "[sops] is no file of SOPS",
    };
    const data = Object.entries(files).map(([name, text]) => [name, Buffer.from(text).toString("base64")] as const);
    const { objects, problems } = await build(
      { "apps/a.yaml": stringify(secret({ data: Object.fromEntries(data) })) },
      own(),
    );
    const found = Object.entries((objects[0]?.["data"] ?? {}) as Files);
    expect(problems).toEqual([]);
    expect(
      Object.fromEntries(found.map(([name, text]) => [name, Buffer.from(text, "base64").toString("utf8")])),
    ).toEqual({
      key: "\u0000bytes\n",
      "app.env": "A=one\nB=two\\nlines\nc_unencrypted=3\n",
      "app.json": '{\n\t"a": {\n\t\t"b": "\\u003c1\\u003e"\n\t},\n\t"n": 2\n}\n',
      "app.yaml": "a:\n    - x\n    - true\n",
      plain: "[sops] is no file of SOPS",
    });
  });
});

describe("what is not decrypted", () => {
  const good = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "good" } };
  const problemOf = async (file: string, entries: Files | undefined) => {
    const { objects, problems } = await build({ "apps/a.yaml": file, "apps/good.yaml": stringify(good) }, entries);
    // What can be used is.
    expect(objects).toEqual([good]);
    expect(problems.join()).not.toContain("hunter2");
    return problems.join();
  };
  const file = async () => await sealed(secret({ stringData: { password: "hunter2" } }));
  /** With another `sops` block, or values. */
  const changed = async (more: object, rule = valuesAlone) =>
    stringify({
      ...(await sealedContent(secret({ stringData: { password: "hunter2" } }), { recipients, rule })),
      ...more,
    });

  it("is named without spec.decryption, instead of being sent", async () => {
    expect(await problemOf(await file(), undefined)).toBe(
      "apps/a.yaml:1 Secret db is encrypted with SOPS. Name the Secret with its age identity in spec.decryption of the Kustomization, with provider: sops",
    );
  });

  it("is named with its recipient where no identity opens it", async () => {
    const other = await generateX25519Identity();
    const [recipient] = recipients;
    expect(await problemOf(await file(), { "other.agekey": other })).toBe(
      `apps/a.yaml:1 Secret db is encrypted for ${recipient}, and none of 1 age identity opens it`,
    );
    expect(await problemOf(await file(), { "age.txt": identity })).toContain("and there is no age identity");
  });

  it.each<[string, object, string]>([
    [
      "for PGP",
      { pgp: [{ fp: "ABC", enc: "x" }] },
      "is encrypted for PGP, which only Flux itself decrypts (agent: flux)",
    ],
    [
      "for a KMS",
      { gcp_kms: [{ enc: "x" }], hc_vault: [{ enc: "x" }] },
      "for Google Cloud KMS and Vault, which only Flux",
    ],
    ["for key groups", { key_groups: [{ age: [] }, { age: [] }] }, "for several key groups at once"],
    ["for no key", {}, "has a sops block without any key"],
    [
      "by two rules",
      { age: [{ enc: "x" }], encrypted_regex: "a", encrypted_suffix: "b" },
      "more than one of encrypted_suffix, encrypted_regex",
    ],
    ["by comments", { age: [{ enc: "x" }], encrypted_comment_regex: "a" }, "depends on comments"],
    [
      "by what is no expression",
      { age: [{ enc: "x" }], encrypted_regex: "(" },
      "encrypted_regex is no regular expression",
    ],
  ])("is named where it is encrypted %s", async (_, sops, problem) => {
    expect(await problemOf(await changed({ sops: { ...sops, mac: "x" } }), own())).toContain(problem);
  });

  it("is named with its key where a value was moved, changed, or is in the clear", async () => {
    const { stringData } = await sealedContent(secret({ stringData: { password: "hunter2" } }), {
      recipients,
      rule: valuesAlone,
    });
    const { password = "" } = stringData as Files;
    const begin = await sealedContent(secret({ stringData: { password: "hunter2" } }), {
      recipients,
      rule: valuesAlone,
    });
    const shortTag = password.replace(/tag:[^,]+/, "tag:AAAA");
    for (const [values, problem] of [
      [
        { other: (begin["stringData"] as Files)["password"] },
        "the value at stringData.other was changed or moved after it was encrypted",
      ],
      [{ password }, "the value at stringData.password was changed or moved"],
      [{ password: shortTag }, "the value at stringData.password was changed or moved"],
      [{ password: "in-the-clear" }, "the value at stringData.password is not encrypted, although"],
      [{ password: true }, "the value at stringData.password is not encrypted, although"],
    ] as const)
      expect(await problemOf(stringify({ ...begin, stringData: values }), own())).toContain(problem);
  });

  it("is a file of a Secret, by its name, and never in part", async () => {
    const wrong = await sealedBytes("hunter2", {
      recipients: [await identityToRecipient(await generateX25519Identity())],
    });
    const data = { "a.key": Buffer.from(wrong).toString("base64") };
    expect(await problemOf(stringify(secret({ data })), own())).toContain(
      "Secret db has a.key, which is encrypted for age1",
    );
  });

  it("is nothing where the Secret of the identities is missing, or holds what is none, without a word of it", async () => {
    const nothing = { get: async () => await Promise.resolve(undefined) };
    await expect(decryptionKeys(kustomization, nothing)).rejects.toThrow("Secret sync/sops-age does not exist");
    const bad = `AGE-SECRET-KEY-1${"Q".repeat(58)}`;
    const entries = { "a.agekey": `${bad}\nAGE-PLUGIN-YUBIKEY-1QQ\n` };
    const refused = await decryptionWith({ entries, digest: "" }, kustomization).catch(String);
    expect(refused).toContain("a.agekey, line 1, is no identity of age");
    expect(refused).toContain("a.agekey, line 2, is an identity of a plugin");
    expect(refused).not.toContain("QQQQ");
  });
});

describe.runIf(process.platform === "linux")("a kustomization that takes in encrypted files", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "decrypting-"));
    // Tells where it runs, and makes a Secret of the file of variables.
    const program = `#!/usr/bin/env node
      const { readFileSync, statfsSync, statSync } = require("node:fs");
      const at = process.argv[3];
      const file = at + "/secret.env";
      const stringData = {
        at,
        env: readFileSync(file, "utf8"),
        mode: (statSync(file).mode & 0o777).toString(8),
        inMemory: String([0x01021994, 0x858458f6].includes(statfsSync(at).type)),
      };
      console.log(JSON.stringify({ apiVersion: "v1", kind: "Secret", metadata: { name: "made" }, stringData }));`;
    await writeFile(path.join(folder, "kustomize"), program, { mode: 0o755 });
  });
  afterAll(async () => await rm(folder, { recursive: true }));

  const kustomize = () => ({
    searchPath: [folder, path.dirname(process.execPath)].join(path.delimiter),
    scratch: path.join(folder, "scratch"),
    timeout: 60_000,
  });
  const kustomization = (file: string) =>
    stringify({ resources: ["sub"], secretGenerator: [{ name: "other", files: [file] }] });

  it("gets them decrypted in memory, and leaves nothing there", async () => {
    const { objects, problems, secretTexts } = await build(
      {
        "apps/kustomization.yaml": stringify({ secretGenerator: [{ name: "made", envs: ["secret.env"] }] }),
        "apps/secret.env": await sealedDotenv({ PASSWORD: "hunter2" }, { recipients }),
      },
      own(),
      { kustomize: kustomize() },
    );
    expect(problems).toEqual([]);
    expect(objects).toMatchObject([{ stringData: { env: "PASSWORD=hunter2\n", mode: "600", inMemory: "true" } }]);
    expect(secretTexts).toEqual(["hunter2"]);
    const { at = "" } = (objects[0]?.["stringData"] ?? {}) as Files;
    expect(path.isAbsolute(at)).toBe(true);
    expect(existsSync(at)).toBe(false);
  });

  it("is not built where one of them, also of a folder that it names, cannot be decrypted", async () => {
    const other = [await identityToRecipient(await generateX25519Identity())];
    const { objects, problems } = await build(
      {
        "apps/kustomization.yaml": kustomization("x=plain.txt"),
        "apps/plain.txt": "plain",
        "apps/sub/kustomization.yaml": kustomization("key=../sub/file.txt"),
        "apps/sub/file.txt": await sealedBytes("hunter2", { recipients: other }),
      },
      own(),
      { kustomize: kustomize() },
    );
    expect(objects).toEqual([]);
    expect(problems).toEqual([
      `apps/kustomization.yaml apps/sub/file.txt is encrypted for ${other.join()}, and none of 1 age identity opens it`,
    ]);
  });
});
