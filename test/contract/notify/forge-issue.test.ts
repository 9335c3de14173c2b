import { afterAll, beforeAll, expect, it } from "vitest";
import { giteaForge } from "../../../src/forge/gitea/index.ts";
import { issueNotifier } from "../../../src/notify/forge-issue/index.ts";
import { MemoryForge } from "../../fakes/driver/memory-forge.ts";
import { type FakeGitea, fakeGitea } from "../../fakes/gitea/index.ts";
import { giteaWorld } from "../forge/gitea-world.ts";
import { httpFailures } from "./http-failures.ts";
import { joinedBy, openedIn, resolvedOf } from "./notices.ts";
import { notifierContract } from "./notifier-contract.ts";

let gitea: FakeGitea;
beforeAll(async () => {
  gitea = await fakeGitea();
});
afterAll(async () => {
  await gitea.stop();
});

notifierContract("issues of a forge", { messages: 2, findsAgain: true, saysHowLong: true }, async () => {
  const world = await giteaWorld(gitea);
  const waited: number[] = [];
  const { issues } = giteaForge({
    url: world.url,
    repository: world.repository,
    token: world.token,
    policy: {
      timeout: 300,
      pause: async (milliseconds) => {
        waited.push(milliseconds);
      },
    },
  });
  if (!issues) throw new Error("this forge has no issues");
  const { fail, other } = await httpFailures((fault) => gitea.fail(fault), [world.token], {
    method: "POST",
    path: new RegExp(`/${world.repository}/issues`, "u"),
  });
  return {
    notifier: issueNotifier({ route: "ops", issues, forge: "Gitea", dialect: "gitea" }),
    async shown() {
      const answer = await fetch(`${world.url}/api/v1/repos/${world.repository}/issues?state=all&type=issues`, {
        headers: { authorization: `token ${world.token}` },
      });
      const found = (await answer.json()) as readonly { title: string; body: string }[];
      return found.map(({ title, body }) => `${title}\n${body}`);
    },
    fail,
    waited,
    secrets: [world.token],
    elsewhere: other.attempts,
    stop: async () => void (await Promise.all([world.end(), other.stop()])),
  };
});

it("an issue is kept for each environment, closed when nothing is left there, and opened again", async () => {
  const forge = new MemoryForge();
  const { issues } = forge.forge;
  if (!issues) throw new Error("this forge has no issues");
  const notifier = () => issueNotifier({ route: "ops", issues, forge: "the forge", dialect: "gitea" });
  const opened = joinedBy(openedIn("dev"), "shop", undefined);
  await notifier().tell({ ...opened, joined: ["dev", "shop"] });
  const standing = () => forge.issues?.map(({ subject, isOpen }) => [subject, isOpen]);
  expect(standing()).toEqual([
    ["drift-dev", true],
    ["drift-shop", true],
  ]);
  await notifier().tell(resolvedOf(openedIn("dev"), undefined));
  expect(standing()).toEqual([
    ["drift-dev", false],
    ["drift-shop", true],
  ]);
  await notifier().tell(openedIn("dev"));
  expect(standing()).toEqual([
    ["drift-dev", true],
    ["drift-shop", true],
  ]);
});
