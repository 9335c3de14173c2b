import { randomBytes } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { localForge } from "../../src/forge/local/index.ts";
import { systemClock } from "../../src/lib/index.ts";
import { createBareRepository, gitServer } from "../../src/local/git-host/index.ts";
import type { DemoForge, DemoForgePlace } from "./demo-forge.ts";

/** Files in a folder, and Groundwork's own Git host on loopback. */
export async function localDemoForge({ folder, environment }: DemoForgePlace): Promise<DemoForge> {
  const gitFolder = path.join(folder, "git");
  const repository = path.join(gitFolder, "platform.git");
  await mkdir(gitFolder);
  await createBareRepository({ folder: repository });
  // Only this clone may push: what the Git host serves is applied to a cluster.
  const token = randomBytes(32).toString("base64url");
  const server = await gitServer({ folder: gitFolder, tokens: { [token]: "write" }, anonymous: "read" });
  const place = { folder: path.join(folder, "forge"), repository, user: "groundwork", clock: systemClock, environment };
  const { people, ...forge } = localForge(place);
  await people.grant("ada", "write");
  await people.grant("bob", "write");
  return {
    forge,
    flags: ["--forge", "local", "--forge-url", "../forge", "--repository", "../git/platform.git"],
    variables: {},
    repositoryUrl: `${server.url}/platform.git`,
    authorization: `Bearer ${token}`,
    protect: (branch, check) => people.protect(branch, [check]),
    open: (by, request) => people.open(by, { ...request, body: "" }),
    approve: (by, number) => people.review(by, number, "approved"),
    merge: (by, number) => people.merge(by, number, "merge"),
    commentAt: (url) => readFile(new URL(url), "utf8"),
    close: () => server.stop(),
  };
}
