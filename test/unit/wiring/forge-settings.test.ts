import { describe, expect, it } from "vitest";
import { forgeSettings } from "../../../src/wiring/forge-settings.ts";
import { withoutForgeTokens } from "../../../src/wiring/forge-tokens.ts";

const ofCi = {
  GITEA_ACTIONS: "true",
  GITHUB_SERVER_URL: "https://git.example.com",
  GITHUB_REPOSITORY: "acme/platform",
  GITHUB_TOKEN: "of-the-job",
  GITHUB_REF: "refs/pull/12/merge",
};
const gitea = { name: "gitea", url: "https://git.example.com", repository: "acme/platform" };

describe("which forge is used", () => {
  it("is none unless one is named, in a CI too", () => {
    expect(forgeSettings({}, ofCi)).toBeUndefined();
    expect(forgeSettings({ forge: "none" }, { GROUNDWORK_FORGE: "gitea" })).toBeUndefined();
    expect(forgeSettings({}, { GROUNDWORK_FORGE: "" })).toBeUndefined();
  });

  it("takes from its own CI what is not said, and the change request", () => {
    expect(forgeSettings({ forge: "gitea" }, ofCi)).toEqual({ ...gitea, token: "of-the-job", changeRequest: 12 });
  });

  it("takes flags before its own variables, and these before the CI's", () => {
    const own = {
      ...ofCi,
      GROUNDWORK_FORGE: "gitea",
      GROUNDWORK_FORGE_REPOSITORY: "acme/own",
      GROUNDWORK_FORGE_TOKEN: "own",
    };
    expect(forgeSettings({}, own)).toMatchObject({ repository: "acme/own", token: "own" });
    expect(forgeSettings({ repository: "acme/flag" }, own)).toMatchObject({ repository: "acme/flag" });
  });

  it("takes no address and no token of another forge's CI", () => {
    const { GITEA_ACTIONS: _, ...ofGitHub } = ofCi;
    expect(() => forgeSettings({ forge: "gitea" }, ofGitHub)).toThrow(
      "--forge-url <url> and --repository <owner/name> and the environment variable GROUNDWORK_FORGE_TOKEN",
    );
  });

  it("is refused by a name that is not known", () => {
    expect(() => forgeSettings({ forge: "giteaa" }, {})).toThrow("a name among gitea, local");
  });

  it.each([
    [{ GROUNDWORK_CHANGE_REQUEST: "7", GITHUB_REF: "refs/pull/12/merge" }, 7],
    [{ GITEA_ACTIONS: "true", GITHUB_REF: "refs/pull/12/head" }, 12],
    // Of another forge, where 12 and 9 are other changes.
    [{ GITHUB_REF: "refs/pull/12/merge" }, undefined],
    [{ CI_MERGE_REQUEST_IID: "9" }, undefined],
    [{ GITEA_ACTIONS: "true", GITHUB_REF: "refs/heads/main" }, undefined],
  ])("knows the change request of a job from %o", (variables, number) => {
    expect(
      forgeSettings({ forge: "local", forgeUrl: "forge", repository: "platform.git" }, variables)?.changeRequest,
    ).toBe(number);
  });

  it.each(["x", "0", "-1", "7.5"])("is refused with the change request %j", (written) => {
    const flags = { forge: "local", forgeUrl: "forge", repository: "platform.git" };
    expect(() => forgeSettings(flags, { GROUNDWORK_CHANGE_REQUEST: written })).toThrow("GROUNDWORK_CHANGE_REQUEST");
  });
});

describe("what programs and plugins get of the environment", () => {
  it("is everything but the tokens of the forge", () => {
    const given = { ...ofCi, PATH: "/bin", GROUNDWORK_FORGE_TOKEN: "own", GITEA_TOKEN: "gitea" };
    expect(Object.keys(withoutForgeTokens(given)).toSorted()).toEqual(
      ["GITEA_ACTIONS", "GITHUB_REF", "GITHUB_REPOSITORY", "GITHUB_SERVER_URL", "PATH"].toSorted(),
    );
  });

  it("has the token of GitHub where that is another forge than this one", () => {
    expect(withoutForgeTokens({ GITHUB_TOKEN: "of-a-provider" })).toEqual({ GITHUB_TOKEN: "of-a-provider" });
  });
});
