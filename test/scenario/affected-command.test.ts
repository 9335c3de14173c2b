import { access, appendFile, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PlatformRepository } from "./driver-harness/platform-repository.ts";

describe("groundwork affected, over a platform team's repository", () => {
  let repository: PlatformRepository;
  beforeAll(async () => {
    repository = await PlatformRepository.withEnvironments();
    await repository.git("switch", "--quiet", "--create", "topic");
    await appendFile(path.join(repository.folder, "environments", "dev", "environment.yaml"), "# changed\n");
    await repository.commit("Change dev");
    await repository.git("switch", "--quiet", "main");
    await appendFile(path.join(repository.folder, "environments", "staging", "environment.yaml"), "# changed\n");
    await repository.commit("Change staging");
  });
  afterAll(() => repository.remove());

  it("names what merging a branch would touch, without the packages, a state or the branch's checkout", async () => {
    const range = ["--base", "main", "--head", "topic"];
    const { code, out, err } = await repository.groundwork("affected", ...range, "--format", "lines");
    expect([code, out]).toEqual([0, "dev\n"]);
    expect(err).toContain("1 commit behind main: this is what merging into");
    await expect(access(path.join(repository.folder, ".groundwork"))).rejects.toThrow("ENOENT");
  });

  it("reads a clone without a checkout", async () => {
    const bare = await PlatformRepository.empty();
    await bare.git("clone", "--quiet", "--bare", repository.folder, ".");
    const matrix = await bare.groundwork("affected", "--base", "main", "--head", "topic", "--format", "github-matrix");
    await bare.remove();
    expect([matrix.code, matrix.out]).toEqual([0, '{"include":[{"part":"1","environment":"dev"}]}\n']);
  });

  it.each([[["--base", "main~1", "--head", "main"]], [[]]])(
    "says how to fetch the history that a shallow clone does not have, with the flags %j",
    async (flags) => {
      const clone = await repository.shallowClone();
      const { code, out, err } = await clone.groundwork("affected", ...flags);
      await clone.remove();
      expect([code, out]).toEqual([2, ""]);
      expect(err).toContain("git fetch --unshallow origin");
    },
  );

  it("writes no job for a folder whose name a shell would run", async () => {
    const name = "$(touch pwned)";
    await repository.git("switch", "--quiet", "--create", "hostile", "main");
    await mkdir(path.join(repository.folder, "environments", name));
    await writeFile(path.join(repository.folder, "environments", name, "environment.yaml"), "kind: Environment\n");
    await repository.commit("Add a folder");
    const { code, out, err } = await repository.groundwork("affected", "--base", "main", "--format", "github-matrix");
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(JSON.stringify(name));
  });
});
