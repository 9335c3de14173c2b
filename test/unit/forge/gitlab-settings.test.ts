import { describe, expect, it } from "vitest";
import { type GitLabServer, gitlabForge } from "../../../src/forge/gitlab/index.ts";
import { ForgeSettingInvalid } from "../../../src/forge/index.ts";

const good: GitLabServer = {
  url: "https://gitlab.example.com",
  repository: "acme/platform",
  token: "0123456789abcdef",
};

/** What is wrong with settings; `undefined` for those that are taken. */
function problemWith(change: Partial<GitLabServer>): string | undefined {
  try {
    gitlabForge({ ...good, ...change });
    return undefined;
  } catch (thrown) {
    if (thrown instanceof ForgeSettingInvalid) return thrown.message;
    throw thrown;
  }
}

describe("settings of GitLab", () => {
  it.each([
    { url: "http://gitlab.gitlab.svc/git/" },
    { publicUrl: "https://gitlab.example.com/sub" },
    { repository: "acme/platform" },
    { repository: "acme/infra/network.d/platform-2_x" },
    { token: "glpat-0123\n", jobToken: "another" },
  ])("are taken: %j", (change) => {
    expect(problemWith(change)).toBeUndefined();
  });

  it.each([
    [{ url: "gitlab.example.com" }, "address is no address"],
    [{ url: "https://bot:hidden@gitlab.example.com" }, "address has a name or a password in it"],
    [{ publicUrl: "nowhere" }, "public address is no address"],
    [{ repository: "platform" }, "repository is no path of a project: platform"],
    [{ repository: "acme/../admin" }, "repository is no path of a project"],
    [{ repository: "acme/platform?x=" }, "repository is no path of a project"],
    [{ token: "hidden\nX-Header: 1" }, "token has characters that no token has"],
    [{ token: "glcbt-64_hidden" }, "token is the one of the job (CI_JOB_TOKEN)"],
    [{ token: "hidden", jobToken: "hidden\n" }, "Set it to a project access token with the scope api"],
  ])("are refused: %j", (change, problem) => {
    const message = problemWith(change);
    expect(message).toContain(problem);
    expect(message).not.toContain("hidden");
  });
});
