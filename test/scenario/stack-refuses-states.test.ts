import { readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StackProject } from "./stack-harness/stack-project.ts";

let project: StackProject;
let good: string;
beforeAll(async () => {
  project = await StackProject.of("dynamic");
  await project.run(project.upArguments());
  good = await project.stateText();
});
afterAll(async () => await project.remove());

/** What every command that opens the state answers when that is `text`, and whether any of them touched something. */
async function answersTo(text: string): Promise<{ readonly codes: readonly unknown[]; readonly err: string }> {
  await writeFile(project.stateFile, text);
  const logged = await project.logged;
  const codes: unknown[] = [];
  let all = "";
  for (const verb of ["up", "refresh", "destroy", "preview", "outputs"]) {
    const flags = verb === "preview" || verb === "outputs" ? [] : ["--yes", "--skip-preview"];
    const { code, err } = await project.run([verb, "--stack", "dev", ...flags]);
    codes.push(code);
    all += err.includes("Nothing was changed") ? err : `${verb} does not say that nothing was changed: ${err}`;
  }
  const locks = path.join(project.folder, ".groundwork/state/.pulumi/locks/organization/dynamic-files/dev");
  const touched = (await project.stateText()) !== text || (await project.logged) !== logged;
  return { codes: touched ? ["touched"] : [...codes, ...(await readdir(locks))], err: all };
}

const refusedByAll = [4, 4, 4, 4, 4];

describe("a state that a newer Pulumi wrote", () => {
  it("is refused with its version, by every command, before anything is asked or written", async () => {
    const { codes, err } = await answersTo(good.replace('"version":3', '"version":5'));
    expect(codes).toEqual(refusedByAll);
    expect(err).toMatch(/dev\.json has version 5, which .* does not know/u);
    expect(err).not.toContain("does not say");
  });

  it("is refused with the features that this version does not know", async () => {
    const text = good.replace('"version":3', '"version":4,"features":["refreshBeforeUpdate","timeTravel"]');
    const { codes, err } = await answersTo(text);
    expect(codes).toEqual(refusedByAll);
    expect(err).toMatch(/needs timeTravel, .*Use the version that wrote it, or a newer one/u);
    expect(err).not.toContain("does not say");
  });

  it("is not imported either", async () => {
    await writeFile(project.stateFile, good);
    const file = path.join(project.folder, "newer.json");
    const { version: _, ...deployment } = JSON.parse((await project.run(["export", "--stack", "dev"])).out);
    await writeFile(file, JSON.stringify({ ...deployment, version: 9 }));
    const { code, err } = await project.run(["import", "--stack", "dev", "--file", file]);
    expect(code).toBe(4);
    expect(err).toMatch(/the imported deployment has version 9/u);
    expect(await project.stateText()).toBe(good);
  });
});

describe("a state whose resources contradict each other", () => {
  it("is refused with every contradiction", async () => {
    const checkpoint = JSON.parse(good);
    checkpoint.checkpoint.latest.resources.reverse();
    const { codes, err } = await answersTo(JSON.stringify(checkpoint));
    expect(codes).toEqual(refusedByAll);
    expect(err).toMatch(/contradicts itself:\n[^]*comes after it/u);
    expect(err).not.toContain("does not say");
  });
});

describe("a state folder", () => {
  const on = async (url: string) => await project.run(project.upArguments(), { PULUMI_BACKEND_URL: url });

  it("that is a file, or below one, is refused by name", async () => {
    const file = path.join(project.folder, "file");
    await writeFile(file, "kept");
    for (const root of [file, path.join(file, "below")]) {
      const { code, err } = await on(`file://${root}`);
      expect(code).toBe(4);
      expect(err).toContain(`${root} cannot be the state folder: it is no folder. Nothing was changed.`);
      expect(err).toContain("PULUMI_BACKEND_URL=file://<folder>");
    }
    await rm(file);
  });

  it.runIf(process.platform === "linux")("that may not be written is refused by name", async () => {
    const { code, err } = await on("file:///sys/groundwork");
    expect(code).toBe(4);
    expect(err).toMatch(/\/sys\/groundwork\S* may not be written by this user, and is as it was/u);
  });
});
