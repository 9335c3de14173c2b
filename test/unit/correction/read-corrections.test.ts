import { describe, expect, it } from "vitest";
import { readCorrections } from "../../../src/correction/index.ts";
import { memoryTree } from "../../../src/lib/index.ts";

const head = "apiVersion: groundwork.dev/v1\nkind: Corrections\nspec:\n";
const overlapping =
  "  corrections:\n    - { environments: [dev], mode: correct }\n    - { environments: ['d*', gone], mode: propose }\n";

async function issuesOf(text: string): Promise<readonly string[]> {
  const reading = await readCorrections(memoryTree({ "environments/corrections.yaml": text }), ["dev", "staging"]);
  return reading.issues.map(({ line, code }) => `${line} ${code}`);
}

describe("a file of corrections in which an environment stands twice", () => {
  it("says so, and which environments are not there", async () => {
    expect(await issuesOf(`${head}${overlapping}`)).toEqual(["6 environment-twice", "6 unknown-environment"]);
  });

  it.each([
    [
      "another key is unknown",
      `${head}  nope: 1\n${overlapping}`,
      ["4 unknown-key", "7 environment-twice", "7 unknown-environment"],
    ],
    [
      "one of the entries has a wrong mode",
      `${head}${overlapping.replace("mode: correct", "mode: mend")}`,
      ["5 wrong-value", "6 environment-twice", "6 unknown-environment"],
    ],
    [
      "one of the entries has an environment that is no name",
      `${head}${overlapping.replace("[dev]", "[7, dev]")}`,
      ["5 wrong-type", "6 environment-twice", "6 unknown-environment"],
    ],
    [
      "an entry is no map",
      `${head}${overlapping}    - text\n`,
      ["6 environment-twice", "6 unknown-environment", "7 wrong-type"],
    ],
  ])("says so also where %s", async (_, text, expected) => {
    expect(await issuesOf(text)).toEqual(expected);
  });
});
