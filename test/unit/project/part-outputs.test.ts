import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { handedOut, handedOver, outputsOfPart, takenIn } from "../../../src/project/ci/part-outputs.ts";

const run = promisify(execFile);

/** What Linux takes as one variable of a process, and what Gitea keeps as one output of a job. */
const [mostOfVariable, mostOfOutput] = [128 * 1024, 1024 * 1024];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "groundwork-part-"));
  for (const job of ["preview", "report"]) await mkdir(path.join(folder, job, "parts"), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs script lines as a step of a job in its folder. @returns the step's outputs */
async function step(job: string, lines: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const file = path.join(folder, "outputs.txt");
  await writeFile(file, "");
  const env = { PATH: process.env["PATH"], GITHUB_OUTPUT: file, ...variables };
  await run("bash", ["-e", "-o", "pipefail", "-c", lines.join("\n")], { cwd: path.join(folder, job), env });
  const text = await readFile(file, "utf8");
  return new Map(
    [...text.matchAll(/^(\w+)<<END\n([^]*?)\nEND$/gm)].map(([, name = "", value = ""]) => [name, value] as const),
  );
}

/** Variables of the reporting job's step, filled from outputs of the other job as the files say. */
function filled(outputs: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const entries = handedOver("preview").map((line) =>
    /^ {4}(\w+): \$\{\{ needs\.preview\.outputs\.(\w+) \}\}$/.exec(line),
  );
  return Object.fromEntries(entries.map((entry) => [entry?.[1] ?? "", outputs.get(entry?.[2] ?? "") ?? ""]));
}

const part = (job: string) => path.join(folder, job, "parts", "all.json");

describe("a part that goes from job to job as outputs", () => {
  it.each([
    ["nothing", Buffer.alloc(0)],
    ["a few bytes", Buffer.from('{"kind":"preview-part"}\n')],
    ["one piece", randomBytes(60_000)],
    ["several pieces", randomBytes(400_000)],
    ["nearly all that fits", randomBytes(570_000)],
  ])("arrives as it was written: %s", async (_, content) => {
    await writeFile(part("preview"), content);
    const outputs = await step("preview", handedOut("parts/all.json"));
    const declared = outputsOfPart("preview")
      .slice(1)
      .map((line) => line.trim().split(":")[0]);
    for (const [name, value] of outputs) {
      expect(declared).toContain(name);
      expect(value.length).toBeLessThan(Math.min(mostOfVariable, mostOfOutput) - 100);
    }
    await step("report", takenIn("parts/all.json"), filled(outputs));
    expect((await readFile(part("report"))).equals(content)).toBe(true);
  });

  it.each([
    ["a little", 620_000],
    ["much", 3_000_000],
  ])("is refused, and nothing of it handed out, where it is %s larger than what fits", async (_, size) => {
    await writeFile(part("preview"), randomBytes(size));
    await expect(step("preview", handedOut("parts/all.json"))).rejects.toMatchObject({ code: 1 });
    expect(await readFile(path.join(folder, "outputs.txt"), "utf8")).toBe("");
  });

  it("is none where there was none", async () => {
    const outputs = await step("preview", handedOut("parts/all.json"));
    await step("report", takenIn("parts/all.json"), filled(outputs));
    expect(existsSync(part("report"))).toBe(false);
  });

  it.each([
    ["is no base64", "$(touch parts/owned) `touch parts/owned` ${{ secrets.TOKEN }}"],
    ["is nothing that was compressed", Buffer.from("text").toString("base64")],
    ["was cut off", randomBytes(600).toString("base64").slice(0, 101)],
  ])("is none where what arrives %s", async (_, value) => {
    await step("report", takenIn("parts/all.json"), filled(new Map([["a", value]])));
    expect(existsSync(part("report"))).toBe(false);
    expect(existsSync(path.join(folder, "report", "parts", "owned"))).toBe(false);
  });
});
