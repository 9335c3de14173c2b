import { describe, expect, it } from "vitest";
import { parseSettings, SettingsInvalid } from "../../../src/project/index.ts";

describe("the settings of a repository", () => {
  it.each([
    ["record: git", { record: "git" }],
    ["# nothing is set\n", {}],
    ["", {}],
  ])("are read from %j", (text, settings) => {
    expect(parseSettings(text)).toEqual(settings);
  });

  it.each([
    ["recrod: git", /recrod/],
    ["record: 7", /record/],
    ["[git]", /cannot be used/],
    ["record: [", /cannot be used/],
  ])("are refused by name in %j", (text, words) => {
    expect(() => parseSettings(text)).toThrow(SettingsInvalid);
    expect(() => parseSettings(text)).toThrow(words);
  });
});
