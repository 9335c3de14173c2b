import type { PreviewJson, RunJson, StatusJson } from "../../src/report/index.ts";
import { ClusterClient } from "../cluster-client.ts";
import { hasConverged, jsonOf, layerOf, type Story } from "../story.ts";
import type { ShownPlan } from "./preview.ts";

/** (b) The merge: provisioned, the agent bootstrapped, converged. Answers the commit that stands. */
export async function mergeToProvision(story: Story, plan: ShownPlan): Promise<string> {
  const { stage, tell } = story;
  const { host } = stage;
  tell.chapter("2. The merge provisions it: network, machines, cluster, agent, apps");
  await host.merge("ada", plan.number);
  tell.say(`ada merges change request ${plan.number}`);
  tell.command("git switch main && git pull");
  await stage.git("switch", "--quiet", "main");
  await stage.git("pull", "--quiet", "--ff-only", "origin", "main");
  const commit = await stage.git("rev-parse", "HEAD");

  const run = await jsonOf<RunJson>(story, ["up", "--yes", ...host.flags]);
  tell.check(
    "it is held to what was shown, and to bob's approval of that",
    run.binding?.changeRequest?.number === plan.number && run.binding.approvedBy.includes("bob"),
    JSON.stringify(run.binding),
  );
  const dev = run.environments.find(({ name }) => name === "dev");
  const infrastructure = layerOf(dev, "infrastructure");
  tell.check(
    "what was shown is what was done",
    infrastructure?.outcome?.changeSummary.create === plan.creates,
    JSON.stringify(infrastructure?.outcome?.changeSummary),
  );
  tell.check(
    "the agent converged at the merge commit",
    hasConverged(dev, commit),
    JSON.stringify(layerOf(dev, "cluster")),
  );
  tell.say(`${plan.creates} created and converged in ${((run.milliseconds ?? 0) / 1000).toFixed(1)} s`);

  const checks = (await host.forge.statuses?.statusesOf(commit)) ?? [];
  tell.check(
    "the change request and the merge commit say how it ended",
    run.posting?.comment !== undefined &&
      checks.some(({ context, state }) => context === "groundwork/up" && state === "success"),
    JSON.stringify({ posting: run.posting, checks }),
  );

  const status = await jsonOf<StatusJson>(story, ["status", "--env", "dev", "--refresh"]);
  tell.check("every layer is in sync", status.verdict === "in-sync", JSON.stringify(status.environments));

  const cluster = await ClusterClient.of(story, "dev-main");
  const web = await cluster.find({ apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "web" });
  tell.check(
    "the web front end runs in the cluster",
    Number(web?.status?.["readyReplicas"] ?? 0) > 0,
    JSON.stringify(web?.status),
  );
  const agent = await cluster.find({
    apiVersion: "apps/v1",
    kind: "Deployment",
    namespace: "flux-system",
    name: "groundwork-agent",
  });
  tell.check(
    "the agent runs because its Deployment was created",
    Number(agent?.status?.["readyReplicas"] ?? 0) === 1,
    JSON.stringify(agent?.status),
  );

  const again = await jsonOf<PreviewJson>(story, ["preview", "--env", "dev"]);
  const changes = Object.entries(
    layerOf(again.environments[0], "infrastructure")?.plan?.changeSummary ?? { unknown: 1 },
  ).filter(([op]) => op !== "same");
  tell.check("a second preview finds nothing left to do", changes.length === 0, JSON.stringify(changes));
  return commit;
}
