import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openForge } from "../../../src/wiring/forge.ts";

describe("a plain Git server", () => {
  let top: string;
  let checkout: string;

  beforeEach(async () => {
    top = await mkdtemp(path.join(tmpdir(), "groundwork-plain-git-"));
    checkout = path.join(top, "checkout");
    await promisify(execFile)("git", ["init", "--quiet", checkout]);
  });
  afterEach(() => rm(top, { recursive: true, force: true }));

  const open = async (signers?: string) => {
    const variables = signers === undefined ? {} : { GROUNDWORK_ALLOWED_SIGNERS: signers };
    return (await openForge({ forge: "none" }, checkout, { ...process.env, ...variables }))?.forge;
  };

  it("has notes, and signatures where there is a list of allowed signers outside of the checkout", async () => {
    await writeFile(path.join(top, "signers"), "");
    const [without, withList] = [await open(), await open(path.join(top, "signers"))];
    expect([without?.notes, withList?.notes].every(Boolean)).toBe(true);
    expect([without?.signatures, withList?.signatures].map(Boolean)).toEqual([false, true]);
  });

  it("takes no list of the checkout, which a change could write", async () => {
    await writeFile(path.join(checkout, "signers"), "");
    await writeFile(path.join(checkout, "..signers"), "");
    await expect(open("..signers")).rejects.toThrow("is a file of the checkout");
    await symlink(path.join(checkout, "signers"), path.join(top, "link"));
    await expect(open("signers")).rejects.toThrow("is a file of the checkout");
    await expect(open(path.join(top, "link"))).rejects.toThrow("is a file of the checkout");
  });

  it("is refused with a list that is not there", async () => {
    await expect(open(path.join(top, "none"))).rejects.toThrow("list of allowed signers cannot be found");
  });

  it.each([
    "https://bot:secret@git.example.com/platform.git",
    "https://secret@git.example.com/platform.git",
    "ssh://git:secret@git.example.com/platform.git",
  ])("is refused with a password in its address, which is not repeated: %s", async (address) => {
    const opening = openForge({ forge: "none", repository: address }, checkout, process.env);
    await expect(opening).rejects.toThrow(/^(?!.*secret).*has a name or a password in it/);
  });

  it.each(["ssh://git@git.example.com/platform.git", "git@git.example.com:platform.git", "/srv/platform.git"])(
    "is reached at %s",
    async (address) => {
      expect((await openForge({ forge: "none", repository: address }, checkout, process.env))?.forge.repository).toBe(
        address,
      );
    },
  );
});
