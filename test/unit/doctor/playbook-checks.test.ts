import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkPlaybooks } from "../../../src/doctor/playbook-checks.ts";
import { loadFleet } from "../../../src/environment/index.ts";
import { folderTree } from "../../../src/lib/index.ts";
import { LocalMachinesUnavailable } from "../../../src/local/machines/index.ts";

const text = "apiVersion: groundwork.dev/v1\nkind: Environment\nmetadata: { owner: ann }\nspec: {}\n";
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-doctor-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const checked = async (files: Readonly<Record<string, string>>, verify = async () => {}) => {
  for (const [name, content] of Object.entries({ "environments/dev/environment.yaml": text, ...files })) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  const tree = folderTree(folder);
  const parts = { fleet: await loadFleet(tree), files: tree, rehearsal: false };
  return await checkPlaybooks({ ...parts, verifyLocalMachines: verify });
};
const playbook = { "environments/dev/machines/site.yml": "- hosts: all\n" };

describe("what doctor says of playbooks", () => {
  it("is nothing where no environment has any", async () => {
    expect(await checked({})).toEqual([]);
  });

  it("is what reaches machines, with those of the local cloud where an environment lives there", async () => {
    const results = await checked(playbook);
    expect(results.map(({ name }) => name)).toEqual(["ansible-playbook", "ssh", "local machines"]);
    expect(results[2]).toMatchObject({ state: "good" });
  });

  it("is what to install where machines of the local cloud cannot run", async () => {
    const results = await checked(playbook, () =>
      Promise.reject(new LocalMachinesUnavailable({ problem: "sshd is missing", remedy: "Install OpenSSH's server." })),
    );
    expect(results[2]).toMatchObject({
      state: "optional",
      remedy: expect.stringContaining("Install OpenSSH's server"),
    });
  });
});
