import { execFile } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { expect, inject, it } from "vitest";
import { realParts } from "../parts/index.ts";
import { describeWithGitea, type GiteaApi } from "./index.ts";

/** A new branch with one commit on top of what the repository has, pushed by Git itself with a token. */
async function pushBranch(
  repository: string,
  { token, branch }: { readonly token: string; readonly branch: string },
): Promise<string> {
  const folder = await mkdtemp(path.join(inject("runFolder"), "clone-"));
  const environment = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "http.extraHeader",
    // As a password, which is how Git itself sends a token.
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${Buffer.from(`token:${token}`).toString("base64")}`,
  };
  const git = async (...args: readonly string[]) =>
    (await promisify(execFile)("git", args, { cwd: folder, env: environment })).stdout.trim();
  await git("clone", "--quiet", repository, ".");
  await git("switch", "--quiet", "--create", branch);
  const author = ["-c", "user.name=Test", "-c", "user.email=test@example.test"];
  await git(...author, "commit", "--quiet", "--allow-empty", "--message", branch);
  await git("push", "--quiet", "origin", branch);
  return await git("rev-parse", "HEAD");
}

const statusOf = async (api: GiteaApi, method: string, at: string, content?: object) =>
  (await api.send(method, at, content)).status;

describeWithGitea("the server", (gitea) => {
  it("is of the version that the recipe names", async () => {
    const { version } = await gitea().apiAs(undefined).get<{ version: string }>("/version");
    expect(version).toBe(realParts.gitea.version);
  });

  it("gives a token the rights of its scopes and no others", async () => {
    const alice = await gitea().createUser("alice");
    const repositories = gitea().apiAs(await gitea().createToken(alice, ["read:repository", "read:user"]));
    const writes = gitea().apiAs(await gitea().createToken(alice, ["write:repository", "write:user"]));
    const issues = gitea().apiAs(await gitea().createToken(alice, ["write:issue"]));
    const everything = gitea().apiAs(await gitea().createToken(alice, ["all"]));
    const wanted = { name: "scopes", auto_init: true };
    expect(await statusOf(repositories, "POST", "/user/repos", wanted)).toBe(403);
    expect(await statusOf(writes, "POST", "/user/repos", wanted)).toBe(201);
    const issue = { title: "An issue" };
    expect(await statusOf(writes, "POST", "/repos/alice/scopes/issues", issue)).toBe(403);
    expect(await statusOf(issues, "POST", "/repos/alice/scopes/issues", issue)).toBe(201);
    expect(await statusOf(issues, "GET", "/user")).toBe(403);
    expect(await statusOf(everything, "POST", "/repos/alice/scopes/issues", issue)).toBe(201);
  });

  it("takes a push of a token, and a pull request of another user's that is merged", async () => {
    const bob = await gitea().createUser("bob");
    const carol = await gitea().createUser("carol");
    const scopes = ["write:repository", "write:user"];
    const [bobs, carols] = [await gitea().createToken(bob, scopes), await gitea().createToken(carol, scopes)];
    await gitea().apiAs(bobs).post("/user/repos", { name: "shop", auto_init: true });
    await gitea().apiAs(bobs).send("PUT", "/repos/bob/shop/collaborators/carol", { permission: "write" });
    const head = await pushBranch(`${gitea().url}/bob/shop.git`, { token: carols, branch: "change" });
    const opened = await gitea()
      .apiAs(carols)
      .post<{ number: number; head: { sha: string } }>("/repos/bob/shop/pulls", {
        title: "A change",
        head: "change",
        base: "main",
      });
    expect(opened).toMatchObject({ number: 1, head: { sha: head } });
    await gitea().settle();
    const merge = { Do: "merge", head_commit_id: head };
    expect(await statusOf(gitea().apiAs(bobs), "POST", "/repos/bob/shop/pulls/1/merge", merge)).toBe(200);
    const merged = await gitea().apiAs(bobs).get("/repos/bob/shop/pulls/1");
    expect(merged).toMatchObject({ state: "closed", merged: true, merged_by: { login: "bob" } });
  });

  it("refuses the push of a token that may only read", async () => {
    const dave = await gitea().createUser("dave");
    const reads = await gitea().createToken(dave, ["read:repository"]);
    const writes = await gitea().createToken(dave, ["write:repository", "write:user"]);
    await gitea().apiAs(writes).post("/user/repos", { name: "shop", auto_init: true });
    await expect(pushBranch(`${gitea().url}/dave/shop.git`, { token: reads, branch: "change" })).rejects.toThrow("403");
  });
});
