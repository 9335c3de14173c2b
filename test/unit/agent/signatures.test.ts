import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as openpgp from "openpgp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { headerOf, signedCommit, signedTag, TrustedKeys } from "../../../src/agent/verify/index.ts";
import { sshKeyOf } from "../../../src/agent/verify/ssh-key.ts";
import { sshVerdict } from "../../../src/agent/verify/ssh-signature.ts";
import { hasSshKeygen } from "../../fakes/signers/ssh-signers.ts";

const commitHead =
  "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor Ada <a@x> 1 +0000\ncommitter Ada <a@x> 1 +0000\n";
const indented = (armored: string) => armored.trimEnd().replaceAll("\n", "\n ");
const withSignature = (armored: string, message = "One\n") =>
  Buffer.from(`${commitHead}gpgsig ${indented(armored)}\n\n${message}`);
const unsigned = Buffer.from(`${commitHead}\nOne\n`);

describe("what is signed of a commit", () => {
  const armored = "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n";

  it("is everything but the header with the signature", () => {
    expect(signedCommit(withSignature(armored))).toEqual({ payload: unsigned, signature: armored });
    expect(signedCommit(unsigned)).toEqual({ payload: unsigned });
  });

  it("is not the text of a message or of a merged tag that looks like a signature", () => {
    const look = Buffer.from(`${commitHead}mergetag object x\n gpgsig no\n\ngpgsig no\n`);
    expect(signedCommit(look)).toEqual({ payload: look });
  });

  it("is nothing of a commit with two signatures, or with one over another hash", () => {
    const twice = Buffer.from(
      `${commitHead}gpgsig ${indented(armored)}\nencoding x\ngpgsig ${indented(armored)}\n\nOne\n`,
    );
    expect(signedCommit(twice)).toEqual({ problem: "has more than one signature" });
    const other = Buffer.from(`${commitHead}gpgsig-sha256 ${indented(armored)}\n\nOne\n`);
    expect(signedCommit(other)).toEqual({ problem: "has a signature over another hash than SHA-1" });
  });

  it("is everything before the last signature of a tag", () => {
    const payload = `object x\ntype commit\ntag v1\n\nOne\n${armored}`;
    expect(signedTag(Buffer.from(payload + armored))).toEqual({ payload: Buffer.from(payload), signature: armored });
    expect(headerOf(Buffer.from(`${payload}tag v2\n`), "tag")).toBe("v1");
  });
});

describe("a signature of OpenPGP", () => {
  let armored = "";
  let publicKey = "";
  let other = "";
  beforeAll(async () => {
    const make = () => openpgp.generateKey({ userIDs: [{ name: "Ada" }], format: "object" });
    const [mine, theirs] = await Promise.all([make(), make()]);
    publicKey = mine.publicKey.armor();
    other = theirs.publicKey.armor();
    const message = await openpgp.createMessage({ binary: unsigned });
    armored = (await openpgp.sign({ message, signingKeys: mine.privateKey, detached: true })).replaceAll("\r", "");
  });
  const verdict = async (values: Record<string, string>, content = withSignature(armored)) => {
    const keys = await TrustedKeys.of(values);
    if (!(keys instanceof TrustedKeys)) throw new Error(keys.join());
    return keys.verdictOn(signedCommit(content));
  };

  it("by one of the trusted keys is good, in a Secret with several", async () => {
    expect(await verdict({ "ada.asc": publicKey, "bob.asc": other })).toEqual({
      key: expect.stringMatching(/^[0-9A-F]{16}$/),
    });
  });

  it("by another key, over another content, or none, is refused with the reason", async () => {
    const problemOf = async (...args: Parameters<typeof verdict>) => (await verdict(...args)) as { problem?: string };
    expect((await problemOf({ "bob.asc": other })).problem).toMatch(/OpenPGP key [0-9A-F]{16}, which is not among/);
    expect((await problemOf({ "ada.asc": publicKey }, withSignature(armored, "Two\n"))).problem).toMatch(
      /does not hold/,
    );
    expect((await problemOf({ "ada.asc": publicKey }, unsigned)).problem).toBe("it is not signed");
  });

  it("needs public keys that can be read", async () => {
    expect(await TrustedKeys.of({ "a.asc": "x" })).toEqual([expect.stringContaining("no armored public key")]);
    expect(await TrustedKeys.of({})).toEqual(["holds no public key"]);
    expect(await TrustedKeys.of({ "a.sshpub": "x\nssh-dss AAAAB3NzaC1kc3M=\n" })).toEqual([
      "a.sshpub holds a line that is no public key of SSH",
      expect.stringContaining("a.sshpub holds a"),
    ]);
  });
});

describe.runIf(await hasSshKeygen())("a signature of ssh-keygen", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "groundwork-sshsig-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const keyOf = (name: string, ...kind: readonly string[]) => {
    const file = path.join(folder, name);
    execFileSync("ssh-keygen", ["-q", "-N", "", "-C", "ada@example.com", "-f", file, ...kind]);
    return { file, line: readFileSync(`${file}.pub`, "utf8") };
  };
  const sign = (file: string, payload: Buffer, namespace = "git") => {
    const at = path.join(folder, "payload");
    writeFileSync(at, payload);
    rmSync(`${at}.sig`, { force: true });
    execFileSync("ssh-keygen", ["-Y", "sign", "-q", "-n", namespace, "-f", file, at], { stdio: "pipe" });
    return readFileSync(`${at}.sig`, "utf8");
  };
  const trusted = (line: string) => {
    const key = sshKeyOf(line);
    if (key === undefined || "problem" in key) throw new Error(key?.problem);
    return key;
  };

  it.each([
    ["ed25519", ["-t", "ed25519"]],
    ["rsa", ["-t", "rsa", "-b", "2048"]],
    ["ecdsa-256", ["-t", "ecdsa", "-b", "256"]],
    ["ecdsa-384", ["-t", "ecdsa", "-b", "384"]],
    ["ecdsa-521", ["-t", "ecdsa", "-b", "521"]],
  ])("by a key of kind %s is good over its content alone", (name, kind) => {
    const { file, line } = keyOf(name, ...kind);
    const key = trusted(`namespaces="git" ${line}`);
    expect(sshVerdict(unsigned, sign(file, unsigned), [key])).toEqual({ key: key.fingerprint });
    expect(execFileSync("ssh-keygen", ["-lf", `${file}.pub`], { encoding: "utf8" })).toContain(key.fingerprint);
    expect(sshVerdict(Buffer.from("other"), sign(file, unsigned), [key])).toMatchObject({
      problem: expect.stringContaining("does not fit its content"),
    });
  });

  it("by another key, or for another purpose, is refused with the reason", () => {
    const [mine, theirs] = [keyOf("mine", "-t", "ed25519"), keyOf("theirs", "-t", "ed25519")];
    expect(sshVerdict(unsigned, sign(theirs.file, unsigned), [trusted(mine.line)])).toEqual({
      problem: `it is signed with the SSH key ${trusted(theirs.line).fingerprint}, which is not among the trusted ones`,
    });
    expect(sshVerdict(unsigned, sign(mine.file, unsigned, "file"), [trusted(mine.line)])).toEqual({
      problem: 'its SSH signature was made for "file", not for Git',
    });
  });

  it("that is cut off or empty is refused", () => {
    const { file, line } = keyOf("cut", "-t", "ed25519");
    const whole = sign(file, unsigned);
    for (const broken of [
      whole.replace(/\n.{70}\n/, "\n"),
      whole.slice(0, 60),
      "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n",
    ])
      expect(sshVerdict(unsigned, broken, [trusted(line)])).toHaveProperty("problem");
  });
});
