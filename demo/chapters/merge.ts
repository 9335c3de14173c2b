import type { PreviewJson, RunJson, StatusJson } from "../../src/report/index.ts";
import { ClusterClient } from "../cluster-client.ts";
import { hasConverged, jsonOf, layerOf, mergeChange, type Story } from "../story.ts";
import type { ShownPlan } from "./preview.ts";

/** (b) The merge: provisioned, the agent bootstrapped, converged. Answers the commit that stands. */
export async function mergeToProvision(story: Story, plan: ShownPlan): Promise<string> {
  const { stage, tell } = story;
  tell.chapter("2. The merge provisions it: network, machines, cluster, agent, apps");
  const before = await stage.git("rev-parse", "main");
  const commit = await mergeChange(story, plan.branch);

  const run = await jsonOf<RunJson>(story, ["up", "--yes", "--base", before, "--plan", plan.file]);
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

  const status = await jsonOf<StatusJson>(story, ["status", "--env", "dev"]);
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
