import { describe, expect, it } from "vitest";
import type { ForgeFlags } from "../../../src/cli/index.ts";
import { changeRequestOf, givenIn, namedForge, withoutForgeTokens } from "../../../src/wiring/forge.ts";
import { bitbucketAccess } from "../../../src/wiring/forges/bitbucket.ts";
import { giteaAccess } from "../../../src/wiring/forges/gitea.ts";
import { githubAccess } from "../../../src/wiring/forges/github.ts";
import { gitlabAccess } from "../../../src/wiring/forges/gitlab.ts";

const ofCi = {
  GITEA_ACTIONS: "true",
  GITHUB_SERVER_URL: "https://git.example.com",
  GITHUB_REPOSITORY: "acme/platform",
  GITHUB_TOKEN: "of-the-job",
  GITHUB_REF: "refs/pull/12/merge",
};
const access = { url: "https://git.example.com", repository: "acme/platform" };

const named = (flags: ForgeFlags, environment: NodeJS.ProcessEnv) => namedForge(flags, givenIn(environment))?.name;
const ofGitea = (flags: ForgeFlags, environment: NodeJS.ProcessEnv) =>
  giteaAccess({ flags, given: givenIn(environment) });

describe("which forge is used", () => {
  it("is none unless one is named, in a CI too", () => {
    expect(named({}, ofCi)).toBeUndefined();
    expect(named({}, { GROUNDWORK_FORGE: "" })).toBeUndefined();
  });

  it("is the one of the flag before that of the variable", () => {
    expect(named({ forge: "local" }, { GROUNDWORK_FORGE: "gitea" })).toBe("local");
    expect(named({ forge: "none" }, { GROUNDWORK_FORGE: "gitea" })).toBe("none");
    expect(named({}, { GROUNDWORK_FORGE: "gitea" })).toBe("gitea");
  });

  it("is refused by a name that is not known", () => {
    expect(() => named({ forge: "giteaa" }, {})).toThrow("a name among bitbucket, gitea");
  });
});

describe("how Gitea is reached", () => {
  it("takes from its own CI what is not said", () => {
    expect(ofGitea({}, ofCi)).toEqual({ ...access, publicUrl: access.url, token: "of-the-job" });
  });

  it("makes links of the public address, by flag or variable before what the CI says", () => {
    const inner = { ...ofCi, GROUNDWORK_FORGE_URL: "http://gitea:3000" };
    expect(ofGitea({}, inner)).toMatchObject({ url: "http://gitea:3000", publicUrl: access.url });
    const own = { ...inner, GROUNDWORK_FORGE_PUBLIC_URL: "https://own.example.com" };
    expect(ofGitea({}, own).publicUrl).toBe("https://own.example.com");
    expect(ofGitea({ forgePublicUrl: "https://flag.example.com" }, own).publicUrl).toBe("https://flag.example.com");
  });

  it("takes the secret of webhooks from a variable alone", () => {
    expect(ofGitea({}, { ...ofCi, GROUNDWORK_FORGE_HOOK_SECRET: "s" }).hookSecret).toBe("s");
  });

  it("takes flags before its own variables, and these before the CI's", () => {
    const own = { ...ofCi, GROUNDWORK_FORGE_REPOSITORY: "acme/own", GROUNDWORK_FORGE_TOKEN: "own" };
    expect(ofGitea({}, own)).toMatchObject({ repository: "acme/own", token: "own" });
    expect(ofGitea({ repository: "acme/flag" }, own)).toMatchObject({ repository: "acme/flag" });
  });

  it("takes no address and no token of another forge's CI", () => {
    const { GITEA_ACTIONS: _, ...ofGitHub } = ofCi;
    expect(() => ofGitea({}, ofGitHub)).toThrow(
      "--forge-url <url> and --repository <owner/name> and the environment variable GROUNDWORK_FORGE_TOKEN",
    );
  });
});

describe("how Bitbucket is reached", () => {
  const pipeline = { BITBUCKET_BUILD_NUMBER: "3", BITBUCKET_WORKSPACE: "acme", BITBUCKET_REPO_SLUG: "platform" };
  const ofBitbucket = (environment: NodeJS.ProcessEnv) => bitbucketAccess({ flags: {}, given: givenIn(environment) });

  it("takes from its own CI what is not said, and its token from variables alone", () => {
    expect(ofBitbucket({ ...pipeline, BITBUCKET_TOKEN: "t" })).toEqual({
      url: "https://bitbucket.org",
      repository: "acme/platform",
      token: "t",
    });
    expect(() => ofBitbucket(pipeline)).toThrow("the environment variable GROUNDWORK_FORGE_TOKEN");
  });

  it("takes the token's user from a variable", () => {
    const given = { ...pipeline, GROUNDWORK_FORGE_TOKEN: "t", GROUNDWORK_FORGE_USER: "bot@example.com" };
    expect(ofBitbucket(given)).toMatchObject({ token: "t", user: "bot@example.com" });
  });

  it("takes no repository of a CI that is none of Bitbucket's", () => {
    const { BITBUCKET_BUILD_NUMBER: _, ...elsewhere } = pipeline;
    expect(() => ofBitbucket({ ...elsewhere, BITBUCKET_TOKEN: "t" })).toThrow("--forge-url <url> and --repository");
  });
});

describe("how GitLab is reached", () => {
  const ofGitLabCi = {
    GITLAB_CI: "true",
    CI_SERVER_URL: "https://gitlab.example.com/git",
    CI_API_V4_URL: "https://gitlab.example.com/git/api/v4",
    CI_PROJECT_PATH: "acme/infra/platform",
    CI_JOB_TOKEN: "of-the-job",
    GITLAB_TOKEN: "of-the-project",
  };
  const ofGitLab = (flags: ForgeFlags, environment: NodeJS.ProcessEnv) =>
    gitlabAccess({ flags, given: givenIn(environment) });
  const url = "https://gitlab.example.com/git";

  it("takes from its own CI what is not said, and the job's token only to refuse it", () => {
    const token = { token: "of-the-project", jobToken: "of-the-job" };
    expect(ofGitLab({}, ofGitLabCi)).toEqual({ url, repository: "acme/infra/platform", ...token });
    const { CI_SERVER_URL: _, ...older } = ofGitLabCi;
    expect(ofGitLab({}, older).url).toBe(url);
  });

  it("is the project that a merge request goes into, when the job runs in a fork", () => {
    const inFork = { ...ofGitLabCi, CI_PROJECT_PATH: "ada/platform", CI_MERGE_REQUEST_PROJECT_PATH: "acme/platform" };
    expect(ofGitLab({}, inFork).repository).toBe("acme/platform");
  });

  it("takes no token of the job for its own, and nothing of another forge's CI", () => {
    const { GITLAB_TOKEN: _, ...withoutToken } = ofGitLabCi;
    expect(() => ofGitLab({}, withoutToken)).toThrow("the environment variable GROUNDWORK_FORGE_TOKEN");
    const { GITLAB_CI: __, ...elsewhere } = ofGitLabCi;
    expect(() => ofGitLab({}, elsewhere)).toThrow("--forge-url <url> and --repository <owner/name>");
  });
});

describe("how GitHub is reached", () => {
  const ofGitHub = (environment: NodeJS.ProcessEnv) => githubAccess({ flags: {}, given: givenIn(environment) });
  const { GITEA_ACTIONS: _, ...variables } = ofCi;
  const ofActions = { ...variables, GITHUB_ACTIONS: "true", GITHUB_SERVER_URL: "https://github.com" };

  it("takes from its own CI what is not said, and is github.com elsewhere", () => {
    const found = { url: "https://github.com", repository: "acme/platform" };
    expect(ofGitHub(ofActions)).toEqual({ ...found, as: { token: "of-the-job" } });
    const own = { GROUNDWORK_FORGE_REPOSITORY: "acme/platform", GROUNDWORK_FORGE_TOKEN: "own" };
    expect(ofGitHub(own)).toEqual({ ...found, as: { token: "own" } });
  });

  it("takes an App before a token, and both of its variables", () => {
    const app = { GROUNDWORK_GITHUB_APP_ID: "12", GROUNDWORK_GITHUB_PRIVATE_KEY: "key" };
    expect(ofGitHub({ ...ofActions, ...app }).as).toEqual({ app: "12", privateKey: "key" });
    const half = { ...ofActions, GROUNDWORK_GITHUB_APP_ID: "12" };
    expect(() => ofGitHub(half)).toThrow("the environment variable GROUNDWORK_GITHUB_PRIVATE_KEY");
    const other = { ...ofActions, GROUNDWORK_GITHUB_PRIVATE_KEY: "key" };
    expect(() => ofGitHub(other)).toThrow("the environment variable GROUNDWORK_GITHUB_APP_ID");
  });

  it("takes no token of Gitea's CI, which uses the same variables", () => {
    expect(() => ofGitHub({ ...ofCi, GITHUB_ACTIONS: "true" })).toThrow("GROUNDWORK_FORGE_TOKEN");
  });
});

describe("the change request of a job", () => {
  it.each([
    ["gitlab", { GITLAB_CI: "true", CI_MERGE_REQUEST_IID: "9" }, 9],
    ["gitlab", { CI_MERGE_REQUEST_IID: "9" }, undefined],
    ["github", { GITHUB_ACTIONS: "true", GITHUB_REF: "refs/pull/12/merge" }, 12],
    ["github", { GITHUB_ACTIONS: "true", GITHUB_REF: "refs/heads/gh-readonly-queue/main/pr-12-0123abc" }, undefined],
    ["github", { GITHUB_ACTIONS: "true", GITEA_ACTIONS: "true", GITHUB_REF: "refs/pull/12/merge" }, undefined],
    ["gitea", { GROUNDWORK_CHANGE_REQUEST: "7", GITEA_ACTIONS: "true", GITHUB_REF: "refs/pull/12/merge" }, 7],
    ["gitea", { GITEA_ACTIONS: "true", GITHUB_REF: "refs/pull/12/head" }, 12],
    ["gitea", { GITEA_ACTIONS: "true", GITHUB_REF: "refs/heads/main" }, undefined],
    // Of another forge, where 12 and 9 are other changes.
    ["gitea", { GITHUB_REF: "refs/pull/12/merge" }, undefined],
    ["gitea", { CI_MERGE_REQUEST_IID: "9" }, undefined],
    ["bitbucket", { BITBUCKET_BUILD_NUMBER: "3", BITBUCKET_PR_ID: "8" }, 8],
    ["bitbucket", { BITBUCKET_BUILD_NUMBER: "3" }, undefined],
    ["bitbucket", { BITBUCKET_PR_ID: "8" }, undefined],
    ["local", { GITEA_ACTIONS: "true", GITHUB_REF: "refs/pull/12/head" }, undefined],
    ["local", { GROUNDWORK_CHANGE_REQUEST: "7" }, 7],
  ])("on %s is known from %o", (name, variables, number) => {
    expect(changeRequestOf(knownForge(name), givenIn(variables))).toBe(number);
  });

  it.each(["x", "0", "-1", "7.5"])("is refused as %j", (written) => {
    const given = givenIn({ GROUNDWORK_CHANGE_REQUEST: written });
    expect(() => changeRequestOf(knownForge("local"), given)).toThrow("GROUNDWORK_CHANGE_REQUEST");
  });
});

function knownForge(forge: string) {
  const found = namedForge({ forge }, givenIn({}));
  if (!found) throw new Error(`no forge ${forge}`);
  return found;
}

describe("what programs and plugins get of the environment", () => {
  it("is everything but the tokens of the forge, and the address and password of the record", () => {
    const given = {
      ...ofCi,
      PATH: "/bin",
      GROUNDWORK_FORGE_TOKEN: "own",
      GROUNDWORK_FORGE_HOOK_SECRET: "hooks",
      GITEA_TOKEN: "gitea",
      BITBUCKET_TOKEN: "bitbucket",
      GROUNDWORK_RECORD: "git",
      PGPASSWORD: "of the record",
      PGPASSFILE: "/etc/groundwork/pgpass",
    };
    expect(Object.keys(withoutForgeTokens(given)).toSorted()).toEqual(
      ["GITEA_ACTIONS", "GITHUB_REF", "GITHUB_REPOSITORY", "GITHUB_SERVER_URL", "PATH"].toSorted(),
    );
  });

  it("has no setting of Git, in which a job hands Git the token", () => {
    const ofJob = {
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "http.extraHeader",
      GIT_CONFIG_VALUE_0: "Authorization: x",
    };
    const given = {
      ...ofJob,
      GIT_CONFIG_PARAMETERS: "'http.extraHeader=Authorization: x'",
      GIT_CONFIG_GLOBAL: "/etc/git",
    };
    expect(withoutForgeTokens(given)).toEqual({ GIT_CONFIG_GLOBAL: "/etc/git" });
  });

  it("has no token of a job of GitLab, by any of its names", () => {
    const held = ["CI_JOB_TOKEN", "CI_REPOSITORY_URL", "CI_REGISTRY_PASSWORD", "CI_DEPENDENCY_PROXY_PASSWORD"];
    const given = Object.fromEntries([...held, "GITLAB_TOKEN", "CI_REGISTRY"].map((name) => [name, "x"]));
    expect(withoutForgeTokens({ ...given, GITLAB_CI: "true" })).toEqual({ GITLAB_CI: "true", CI_REGISTRY: "x" });
  });

  it("has the token of GitHub where that is another forge than this one", () => {
    expect(withoutForgeTokens({ GITHUB_TOKEN: "of-a-provider" })).toEqual({ GITHUB_TOKEN: "of-a-provider" });
  });
});
