import { once } from "node:events";
import { parseArgs } from "node:util";
import { destroyOne } from "./chapters/destroy.ts";
import { driftAndCorrection } from "./chapters/drift.ts";
import { mergeToProvision } from "./chapters/merge.ts";
import { newEnvironment } from "./chapters/new-environment.ts";
import { previewTheChange } from "./chapters/preview.ts";
import { badChangeAndRevert } from "./chapters/rollback.ts";
import type { DemoForgeName } from "./forges/index.ts";
import { Narrator } from "./narrator.ts";
import { type Stage, setStage } from "./stage.ts";
import type { Story } from "./story.ts";

const HELP = `npm run demo -- [--forge local|gitea] [--keep] [--json]

Tells how a change travels the whole road: change request, preview, merge, up, converged, drift, a new environment, a bad
change and its revert, destroy. Every step says what it checked; a check that fails makes the demo fail.

  --forge  where the change request is discussed and merged: local, which is files in a folder and the default, or gitea, a
           real Gitea on this machine, as npm run test:real builds it
  --keep   leave everything running and print how to look at it
  --json   print checks and measured times as JSON; the story goes to standard error`;

const { values: options } = parseArgs({
  options: {
    forge: { type: "string", default: "local" },
    keep: { type: "boolean" },
    json: { type: "boolean" },
    help: { type: "boolean", short: "h" },
  },
});

if (options.help) console.log(HELP);
else if (isForge(options.forge))
  process.exitCode = await tellStory({
    forge: options.forge,
    keep: options.keep === true,
    json: options.json === true,
  });
else {
  console.error(`error: there is no demo on the forge ${options.forge}. Name local or gitea.`);
  process.exitCode = 2;
}

function isForge(name: string): name is DemoForgeName {
  return name === "local" || name === "gitea";
}

interface Telling {
  readonly forge: DemoForgeName;
  readonly keep: boolean;
  readonly json: boolean;
}

async function tellStory({ forge, keep, json }: Telling): Promise<number> {
  const interrupted = new AbortController();
  process.on("SIGINT", () => interrupted.abort());
  process.on("SIGTERM", () => interrupted.abort());
  const tell = new Narrator((line) => (json ? process.stderr : process.stdout).write(`${line}\n`));
  const startedAt = performance.now();

  tell.chapter(`0. ${forge === "gitea" ? "Gitea" : "A Git host"} on loopback, a repository, a clone`);
  let stage: Stage | undefined;
  try {
    stage = await setStage({ forge, withoutEnvironments: ["dev"], signal: interrupted.signal });
    tell.say(`${stage.host.repositoryUrl} cloned to ${stage.checkout}`);
    await tellChapters({ stage, tell, signal: interrupted.signal });
  } catch (thrown) {
    tell.broke(thrown);
  }

  const failed = tell.checks.filter(({ passed }) => !passed).length;
  const seconds = (performance.now() - startedAt) / 1000;
  if (json) console.log(JSON.stringify({ seconds, checks: tell.checks, timings: tell.timings }, null, 2));
  tell.say(`\n${tell.checks.length - failed} checks held, ${failed} did not, in ${seconds.toFixed(1)} s`);
  tell.say("In this checkout the command is: npx --no-install groundwork --help");
  if (keep && stage) await letLook(stage, tell, interrupted.signal);
  await stage?.close();
  return failed === 0 ? 0 : 1;
}

/** Keeps the Git host, the local cloud and the clusters running until Ctrl-C. */
async function letLook({ checkout }: Stage, tell: Narrator, signal: AbortSignal): Promise<void> {
  tell.chapter("Everything is still running. To look at it, in another terminal:");
  tell.command(`cd ${checkout} && export PATH="$PWD/node_modules/.bin:$PATH" PULUMI_CONFIG_PASSPHRASE=demo`);
  tell.command("groundwork status");
  tell.command("groundwork local list");
  tell.command(
    "groundwork local kubeconfig dev-main > dev.kubeconfig && kubectl --kubeconfig dev.kubeconfig get deployments -A",
  );
  tell.command("git commit … && git push    # the agent follows main of this clone's origin");
  tell.say("Ctrl-C ends it and removes everything.");
  if (!signal.aborted) await once(signal, "abort");
}

async function tellChapters(story: Story): Promise<void> {
  const plan = await previewTheChange(story);
  await mergeToProvision(story, plan);
  await driftAndCorrection(story);
  await newEnvironment(story);
  await badChangeAndRevert(story);
  await destroyOne(story);
}
