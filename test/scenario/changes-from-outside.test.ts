import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lacksSandbox } from "../fakes/sandbox-here.ts";
import { PlatformRepository } from "./driver-harness/platform-repository.ts";

describe.skipIf(await lacksSandbox())("a change from outside", () => {
  let repository: PlatformRepository;
  beforeEach(async () => {
    repository = await PlatformRepository.withEnvironments();
  });
  afterEach(() => repository.remove());

  /** Its packages are a link here, which no change may bring. */
  const commit = async (folder: string) => {
    await repository.git("add", folder);
    await repository.git("commit", "--quiet", "--message", "Change");
  };

  it("is previewed with the real program as rehearsed, and its report binds no up", async () => {
    const shown = await repository.groundwork("preview", "--outside", "--env", "dev", "--json");
    const report = JSON.parse(shown.out) as {
      readonly environments: readonly { readonly layers: readonly object[] }[];
    };
    expect({ ...report, code: shown.code }).toMatchObject({ rehearsed: "outside", code: 0 });
    expect(report).not.toHaveProperty("planDigest");
    expect(report.environments[0]?.layers[0]).toMatchObject({ layer: "infrastructure", kind: "planned" });

    await writeFile(path.join(repository.folder, "plan.json"), shown.out);
    const up = await repository.groundwork("up", "--env", "dev", "--yes", "--plan", "plan.json");
    expect(up.code).toBe(2);
    expect(up.err).toContain("rehearsed without asking the cloud");
    expect((await repository.groundwork("history", "--json")).out).not.toContain("preview-");
  });

  it("has a program that sees no variable and no file of who previews it", async () => {
    const passphrase = path.join(repository.folder, ".groundwork", "passphrase");
    await mkdir(path.dirname(passphrase), { recursive: true });
    await writeFile(passphrase, "canary-file");
    const program = `
      import { readFileSync } from "node:fs";
      const attempt = () => { try { return readFileSync(${JSON.stringify(passphrase)}, "utf8"); } catch (error) { return String(error); } };
      throw new Error(["sees", ...Object.values(process.env), attempt()].join(" "));
    `;
    await writeFile(path.join(repository.folder, "stacks", "index.ts"), program);
    await commit("stacks");
    repository.variables = { CANARY: "canary-variable" };
    const confined = await repository.groundwork("preview", "--outside", "--env", "dev");
    expect(confined).toMatchObject({ code: 5, out: expect.stringContaining("ENOENT") });
    expect(confined.out).not.toContain("canary");
    const trusted = await repository.groundwork("preview", "--env", "dev");
    expect(trusted.out).toMatch(/canary-variable.*canary-file/su);
  });

  it("is refused when a link in it leads out of the repository", async () => {
    await symlink("/etc/hostname", path.join(repository.folder, "environments", "dev", "name"));
    await commit("environments");
    const { code, err } = await repository.groundwork("preview", "--outside", "--env", "dev");
    expect({ code, err }).toMatchObject({ code: 4, err: expect.stringContaining("environments/dev/name") });
  });
});
