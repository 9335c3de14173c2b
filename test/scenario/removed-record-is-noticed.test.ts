import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type HttpReceiver, httpReceiver } from "../fakes/notify/http-receiver.ts";
import { PlatformRepository } from "./driver-harness/platform-repository.ts";

const notesRef = "refs/notes/groundwork";
const memory = "refs/groundwork/record/origin";
const ssh = "projects/groundwork-local/global/firewalls/dev-ssh";

describe("a record of runs that was removed at the remote", { timeout: 240_000 }, () => {
  let repository: PlatformRepository;
  let hooks: HttpReceiver;
  let bare: string;

  beforeAll(async () => {
    [repository, hooks] = await Promise.all([PlatformRepository.withEnvironments(), httpReceiver()]);
    bare = path.join(repository.folder, ".groundwork", "platform.git");
    const files = {
      "corrections.yaml": [
        "kind: Corrections",
        "spec:",
        "  corrections:",
        "    - { environments: [dev], mode: correct }",
      ],
      "notifications.yaml": [
        "kind: Notifications",
        "spec:",
        "  after: { drift: 0s, unknown: 1h }",
        `  routes: [{ name: hook, webhook: { url: "${hooks.url}/drift", secretFrom: HOOK_SECRET } }]`,
      ],
    };
    for (const [name, lines] of Object.entries(files)) {
      const text = ["apiVersion: groundwork.dev/v1", ...lines, ""].join("\n");
      await writeFile(path.join(repository.folder, "environments", name), text);
    }
    await repository.commit("Correct dev and tell people");
    await repository.git("init", "--quiet", "--bare", bare);
    await repository.git("remote", "add", "origin", bare);
    await repository.git("push", "--quiet", "origin", "HEAD:main");
    repository.variables = {
      GROUNDWORK_RECORD: "git",
      HOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString("base64")}`,
    };
    const up = await repository.groundwork("up", "--env", "dev", "--yes");
    if (up.code !== 0) throw new Error(up.out + up.err);
  }, 240_000);
  afterAll(async () => {
    await repository.groundwork("local", "down");
    await Promise.all([repository.remove(), hooks.stop()]);
  });

  /** As the job of a CI runs it, whose clone has never read the record. */
  const job = async (...args: readonly string[]) => {
    await repository.git("update-ref", "-d", memory);
    return await repository.groundwork(...args);
  };
  const atRemote = async (...args: readonly string[]) => await repository.git("--git-dir", bare, ...args);
  const drift = ["drift", "--env", "dev", "--layer", "infrastructure", "--notify"];

  it("is noticed by every command until it is restored as the message says, and nothing is told again, corrected or recorded", async () => {
    await repository.groundwork("local", "set", ssh, 'sourceRanges=["0.0.0.0/0"]');
    expect(await job(...drift)).toMatchObject({ code: 0 });
    const told = hooks.received.length;
    expect(told).toBe(1);
    await atRemote("update-ref", "-d", notesRef);
    const commands = [drift, ["correct", "--env", "dev"], ["up", "--env", "dev", "--yes"], ["audit"], ["history"]];
    for (const command of commands) {
      const { code, out, err } = await job(...command);
      expect([command[0], code]).toEqual([command[0], 4]);
      expect(out + err).toContain("it was removed, and stood at");
      expect(out + err).toContain("git push --delete origin refs/notes/groundwork-tip");
    }
    const verified = await job("history", "--verify");
    expect([verified.code, verified.out + verified.err]).toEqual([4, expect.stringContaining("it was removed")]);
    expect(hooks.received).toHaveLength(told);
    expect(await atRemote("for-each-ref", notesRef)).toBe("");
    const { err } = await job("audit");
    const [, restore = ""] = /Restore it with: (git fetch .*?), or accept/u.exec(err) ?? [];
    for (const command of restore.split(" && ")) {
      const [, ...args] = command.split(" ");
      await promisify(execFile)("git", args, { cwd: repository.folder });
    }
    expect(await job(...drift)).toMatchObject({ code: 0 });
    expect(hooks.received).toHaveLength(told);
    expect((await job("audit")).code).toBe(0);
    expect((await job("correct", "--env", "dev")).out).toContain("corrected");
  });
});
