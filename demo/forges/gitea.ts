import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { giteaForge } from "../../src/forge/gitea/index.ts";
import { tellingFailure } from "../../src/lib/index.ts";
import { RealGitea } from "../../test/real/gitea/gitea-server.ts";
import { findGo, isBuilt, providedParts, realParts } from "../../test/real/parts/index.ts";
import { type DemoForge, DemoForgeMissing, type Person } from "./demo-forge.ts";

const repository = "ada/platform";
const route = `/repos/${repository}`;

/** The Gitea that the real suites build and run, on loopback. @throws {DemoForgeMissing} where it is not built */
export async function giteaDemoForge(): Promise<DemoForge> {
  const executable = await builtGitea();
  // Gitea refuses to run as root and then runs as a user who has to reach its folder.
  const folder = await mkdtemp(path.join(tmpdir(), "groundwork-demo-gitea-"));
  await chmod(folder, 0o711);
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
  const gitea = await tellingFailure(() => RealGitea.start(executable, folder), remove);
  const close = async () => {
    await gitea.stop();
    await remove();
  };
  return await tellingFailure(() => populated(gitea, close), close);
}

async function builtGitea(): Promise<string> {
  const environment = process.env;
  const go = await findGo([realParts.gitea], environment);
  if ("missing" in go) throw missing(go.missing);
  if (!isBuilt(realParts.gitea, go, environment)) throw missing("it is not built on this machine");
  // Without time for builds: what another run has compiled so far stays.
  const settings = { environment, onProgress: () => undefined, signal: AbortSignal.abort() };
  const { gitea } = await providedParts({ gitea: realParts.gitea }, settings);
  if ("missing" in gitea) throw missing(gitea.missing);
  return gitea.executable;
}

function missing(why: string): DemoForgeMissing {
  return new DemoForgeMissing(
    `The demo on Gitea needs the Gitea of the real suites: ${why}. Build it once, which takes half an hour: ` +
      "npm run test:real -- test/real/gitea/gitea-starts.test.ts",
  );
}

/** ada owns the repository, bob may write, and groundwork is the bot. */
async function populated(gitea: RealGitea, close: () => Promise<void>): Promise<DemoForge> {
  const tokenOf = async (name: string, scopes: readonly string[]) =>
    await gitea.createToken(await gitea.createUser(name), scopes);
  const tokens: Readonly<Record<Person, string>> = {
    ada: await tokenOf("ada", ["all"]),
    bob: await tokenOf("bob", ["all"]),
  };
  const token = await tokenOf("groundwork", ["write:repository", "write:issue", "read:user"]);
  const as = (person: Person) => gitea.apiAs(tokens[person]);
  await as("ada").post("/user/repos", { name: "platform", default_branch: "main" });
  for (const [name, permission] of [
    ["bob", "write"],
    ["groundwork", "admin"],
  ] as const)
    await as("ada").send("PUT", `${route}/collaborators/${name}`, { permission });
  return {
    forge: giteaForge({ url: gitea.url, repository, token }),
    flags: ["--forge", "gitea", "--forge-url", gitea.url, "--repository", repository],
    variables: { GROUNDWORK_FORGE_TOKEN: token },
    repositoryUrl: `${gitea.url}/${repository}.git`,
    authorization: `Basic ${Buffer.from(`ada:${tokens.ada}`).toString("base64")}`,
    async protect(branch, check) {
      const rule = { rule_name: branch, enable_push: true, enable_status_check: true, status_check_contexts: [check] };
      await as("ada").post(`${route}/branch_protections`, rule);
    },
    async open(by, request) {
      const { number } = await as(by).post<{ number: number }>(`${route}/pulls`, request);
      await gitea.settle();
      return number;
    },
    async approve(by, number) {
      await as(by).post(`${route}/pulls/${number}/reviews`, { event: "APPROVED", body: "As shown." });
    },
    async merge(by, number) {
      // A conflict check that is under way refuses a merge for some seconds.
      for (let attempt = 1; ; attempt++) {
        const { status, body } = await as(by).send("POST", `${route}/pulls/${number}/merge`, { Do: "merge" });
        if (status === 200) break;
        const said = JSON.stringify(body);
        if (!said.includes("try again later") || attempt === 20) throw new Error(`Gitea did not merge: ${said}`);
        await pause(250);
      }
      await gitea.settle();
    },
    async commentAt(url, number) {
      const comments = await as("bob").get<{ html_url: string; body: string }[]>(`${route}/issues/${number}/comments`);
      const id = /\d+$/.exec(url)?.[0] ?? "none";
      return comments.find(({ html_url: at }) => at.endsWith(id))?.body ?? "";
    },
    close,
  };
}
