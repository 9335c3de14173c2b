import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inputsDigestOf, type Plan } from "../../../src/change/index.ts";
import { planFiles } from "../../../src/history/plan-files/index.ts";
import { planOf, step } from "../../fakes/driver/fake-engine.ts";

const inputs = (text: string) => inputsDigestOf({ files: { text } });
const planWith = (name: string): Plan => planOf([step("dev", name, "create", undefined, { name })]);

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "groundwork-plans-"));
  folder = path.join(root, ".groundwork", "plans");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const files = (environment = "dev") =>
  readdirSync(path.join(folder, environment)).map((name) => path.join(folder, environment, name));

describe("plans in files", () => {
  it("are found by their environment and inputs, by another process, too", async () => {
    await planFiles(folder).keep("dev", inputs("a"), planWith("one"));
    expect(await planFiles(folder).find("dev", inputs("a"))).toEqual(planWith("one"));
    expect(await planFiles(folder).find("dev", inputs("b"))).toBeUndefined();
    expect(await planFiles(folder).find("staging", inputs("a"))).toBeUndefined();
  });

  it("can be read by their owner alone", async () => {
    await planFiles(folder).keep("dev", inputs("a"), planWith("one"));
    expect(files().map((file) => statSync(file).mode & 0o777)).toEqual([0o600]);
  });

  it("are the last five of an environment", async () => {
    for (const [index, name] of ["a", "b", "c", "d", "e", "f"].entries()) {
      await planFiles(folder).keep("dev", inputs(name), planWith(name));
      const digest = inputs(name).replace("inputs-sha256:", "");
      utimesSync(path.join(folder, "dev", `${digest}.json`), index, index);
    }
    expect(files()).toHaveLength(5);
    expect(await planFiles(folder).find("dev", inputs("a"))).toBeUndefined();
    expect(await planFiles(folder).find("dev", inputs("b"))).toEqual(planWith("b"));
  });

  it.each([
    ["cut off", (text: string) => text.slice(0, -10)],
    ["altered", (text: string) => text.replace("create", "delete")],
    ["of a later version", (text: string) => text.replace(`"version":1`, `"version":2`)],
    ["no JSON", () => "\u0000"],
    ["empty", () => ""],
  ])("are not found where the file is %s", async (_, damage) => {
    await planFiles(folder).keep("dev", inputs("a"), planWith("one"));
    const [file = ""] = files();
    writeFileSync(file, damage(readFileSync(file, "utf8")));
    expect(await planFiles(folder).find("dev", inputs("a"))).toBeUndefined();
  });

  it("are lost without a word where they cannot be written", async () => {
    mkdirSync(path.dirname(folder), { recursive: true });
    writeFileSync(folder, "a file in the way");
    await planFiles(folder).keep("dev", inputs("a"), planWith("one"));
    expect(await planFiles(folder).find("dev", inputs("a"))).toBeUndefined();
  });

  it("stay below their folder, whatever an environment is called", async () => {
    await planFiles(folder).keep("../../out", inputs("a"), planWith("one"));
    expect(readdirSync(folder)).toEqual(["..%2F..%2Fout"]);
  });
});
