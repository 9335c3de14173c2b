import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { PlatformRepository } from "./driver-harness/platform-repository.ts";

let repository: PlatformRepository;
beforeEach(async () => {
  repository = await PlatformRepository.withEnvironments();
});
afterEach(() => repository.remove());

it("a change request's program gets every variable but the tokens of the forge", async () => {
  const names = ["GROUNDWORK_FORGE_TOKEN", "GITEA_TOKEN", "GITHUB_TOKEN", "OTHER_TOKEN"];
  const program = `throw new Error("sees " + ${JSON.stringify(names)}.filter((name) => process.env[name]).join(" and "));\n`;
  await writeFile(path.join(repository.folder, "stacks", "index.ts"), program);
  await repository.commit("Look for tokens");
  repository.variables = { GITEA_ACTIONS: "true", ...Object.fromEntries(names.map((name) => [name, "secret"])) };
  const { code, out } = await repository.groundwork("preview", "--env", "dev");
  expect(out).toContain("sees OTHER_TOKEN");
  expect(out).not.toContain("sees GITEA_TOKEN");
  expect(out).not.toMatch(/FORGE_TOKEN|GITHUB_TOKEN/);
  expect(code).toBe(5);
});
