import { describe, expect, it } from "vitest";
import { type GiteaServer, giteaForge } from "../../../src/forge/gitea/index.ts";
import { ForgeSettingInvalid } from "../../../src/forge/index.ts";

const good: GiteaServer = { url: "https://git.example.com", repository: "acme/platform", token: "0123456789abcdef" };

/** What is wrong with settings; `undefined` for those that are taken. */
function problemWith(change: Partial<GiteaServer>): string | undefined {
  try {
    giteaForge({ ...good, ...change });
    return undefined;
  } catch (thrown) {
    if (thrown instanceof ForgeSettingInvalid) return thrown.message;
    throw thrown;
  }
}

describe("settings of Gitea", () => {
  it.each([
    { url: "https://git.example.com/" },
    { url: "http://gitea.gitea.svc:3000/git/" },
    { publicUrl: "https://git.example.com/sub" },
    { repository: "acme-2/platform.v1_x" },
    { token: "0123\n" },
  ])("are taken: %j", (change) => {
    expect(problemWith(change)).toBeUndefined();
  });

  it.each([
    [{ url: "git.example.com" }, "address is no address"],
    [{ url: "" }, "address is no address"],
    [{ url: "ssh://git.example.com" }, "address has the scheme ssh"],
    [{ url: "https://bot:hidden@git.example.com" }, "address has a name or a password in it"],
    [{ url: "https://git.example.com/?token=hidden" }, "address has a query in it"],
    [{ publicUrl: "nowhere" }, "public address is no address"],
    [{ repository: "platform" }, "repository is no name of one: platform"],
    [{ repository: "acme/platform/../../admin" }, "repository is no name of one"],
    [{ repository: "../users" }, "repository is no name of one"],
    [{ repository: "acme/platform?x=" }, "repository is no name of one"],
    [{ token: " \n" }, "token is empty"],
    [{ token: "hidden\nX-Header: 1" }, "token has characters that no token has"],
    [{ token: "hidden\u00e4" }, "token has characters that no token has"],
  ])("are refused: %j", (change, problem) => {
    const message = problemWith(change);
    expect(message).toContain(problem);
    expect(message).not.toContain("hidden");
  });
});
