import type { DriftJson, PreviewJson, RunJson, StatusJson } from "../../src/report/index.ts";
import { ClusterClient } from "../cluster-client.ts";
import { jsonOf, layerOf, type Story } from "../story.ts";

const WEB = { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "web" };
const CONFIG = { apiVersion: "v1", kind: "ConfigMap", namespace: "shop", name: "shop" };
const FIREWALL = "projects/groundwork-local/global/firewalls/dev-ssh";

/**
 * (c) Cluster and cloud are changed past Git. Both changes are noticed: the agent heals the first, the second is shown
 * and undone.
 */
export async function driftAndCorrection(story: Story): Promise<void> {
  await inTheCluster(story);
  await inTheCloud(story);
}

async function inTheCluster(story: Story): Promise<void> {
  const { tell, signal } = story;
  tell.chapter("3. Drift in the cluster is corrected by the agent");
  const cluster = await ClusterClient.of(story, "dev-main");
  const imageOf = (object: { spec?: Record<string, unknown> } | undefined) =>
    /"image":"([^"]+)"/.exec(JSON.stringify(object?.spec))?.[1];
  const declared = imageOf(await cluster.find(WEB));

  tell.command("kubectl -n shop set image deployment/web web=ghcr.io/acme/evil:1");
  await cluster.patch(WEB, {
    spec: { template: { spec: { containers: [{ name: "web", image: "ghcr.io/acme/evil:1" }] } } },
  });
  const imageBack = await tell.timed("changed image corrected", () =>
    cluster.until(WEB, (web) => imageOf(web) === declared, 20, signal),
  );
  tell.check("the agent put the declared image back", imageBack, `expected ${declared ?? "?"}`);

  tell.command("kubectl -n shop delete configmap shop");
  await cluster.delete(CONFIG);
  const back = await tell.timed("deleted object restored", () =>
    cluster.until(CONFIG, (config) => config !== undefined, 20, signal),
  );
  tell.check("the agent restored the deleted object", back);
}

async function inTheCloud(story: Story): Promise<void> {
  const { stage, tell } = story;
  tell.chapter("4. Drift in the cloud is shown by terradiff and corrected by up");
  tell.command(
    `groundwork local set ${FIREWALL} 'sourceRanges=["0.0.0.0/0"]' --as eve@example.com    # she opens SSH to the world`,
  );
  const opened = await stage.groundwork(
    "local",
    "set",
    FIREWALL,
    'sourceRanges=["0.0.0.0/0"]',
    "--as",
    "eve@example.com",
  );
  tell.check("the local cloud's console took the change", opened.exitCode === 0, opened.stderr);

  const status = await jsonOf<StatusJson>(story, ["status", "--env", "dev", "--refresh"]);
  const infrastructure = status.environments[0]?.layers.find(({ layer }) => layer === "infrastructure");
  tell.check(
    "the infrastructure is reported as diverged",
    infrastructure?.verdict === "diverged",
    JSON.stringify(infrastructure),
  );
  tell.quote(infrastructure?.problems.slice(0, 3) ?? []);

  const drift = await jsonOf<DriftJson>(story, ["drift", "--env", "dev"]);
  const found = drift.findings.filter(({ cause }) => cause === "changed-outside");
  tell.check(
    "drift says what was changed outside of Git, and by whom",
    found.length === 1 && found[0]?.by["dev"]?.actor === "eve@example.com",
    JSON.stringify(found),
  );
  tell.quote(found.map(({ subject, paths, by }) => `${subject} ${paths.join(", ")}, by ${by["dev"]?.actor ?? "?"}`));

  const preview = await jsonOf<PreviewJson>(story, ["preview", "--env", "dev", "--refresh"]);
  const updates = (layerOf(preview.environments[0], "infrastructure")?.plan?.steps ?? []).filter(
    ({ op }) => op === "update",
  );
  tell.check(
    "terradiff names the one resource that differs",
    updates.length === 1 && updates[0]?.urn.endsWith("::ssh") === true,
    JSON.stringify(updates.map(({ urn }) => urn)),
  );

  const run = await jsonOf<RunJson>(story, ["up", "--env", "dev", "--refresh", "--yes"]);
  tell.check(
    "up corrected it",
    run.succeeded,
    JSON.stringify(run.environments.map(({ layers }) => layers.map(({ kind, problem }) => ({ kind, problem })))),
  );
  const rule = await stage.groundwork("local", "get", FIREWALL, "sourceRanges", "--json");
  tell.check("the rule is as declared again", !rule.stdout.includes("0.0.0.0/0"), rule.stdout);
}
