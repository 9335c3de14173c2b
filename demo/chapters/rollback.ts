import { appendFile, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { sameJson } from "../../src/lib/index.ts";
import type { RunJson, StatusJson } from "../../src/report/index.ts";
import { ClusterClient } from "../cluster-client.ts";
import { hasConverged, jsonOf, layerOf, mergeChange, openChange, type Story } from "../story.ts";

const CONFIG = { apiVersion: "v1", kind: "ConfigMap", namespace: "shop", name: "shop" };

const BROKEN_SERVICE = `---
apiVersion: v1
kind: Service
metadata:
  name: broken
  namespace: shop
spec:
  ports:
    - { name: http, port: 99999 }
`;

/** (e) A bad manifest reaches main: it is reported, the rest converges, and a revert leads back. */
export async function badChangeAndRevert(story: Story): Promise<void> {
  const { stage, tell, signal } = story;
  tell.chapter("6. A bad manifest is merged: reported on that object, while the rest converges");
  const cluster = await ClusterClient.of(story, "dev-main");
  const goodData = (await cluster.find(CONFIG))?.data;
  const apps = path.join(stage.checkout, "environments", "dev", "apps");
  const config = await readFile(path.join(apps, "config.yaml"), "utf8");
  await writeFile(path.join(apps, "config.yaml"), config.replace(/^data:$/m, 'data:\n  BANNER: "sale"'));
  await appendFile(path.join(apps, "web.yaml"), BROKEN_SERVICE);

  const before = await stage.git("rev-parse", "main");
  await openChange(story, "bad-change", "Announce the sale, and break a service");
  const badCommit = await mergeChange(story, "bad-change");
  const run = await jsonOf<RunJson>(story, ["up", "--yes", "--base", before], [1]);
  const dev = run.environments.find(({ name }) => name === "dev");
  const late = layerOf(dev, "cluster");
  const problem = JSON.stringify(late?.problem);
  tell.check("dev is reported as not converged", late?.kind === "not-converged", JSON.stringify(dev?.layers));
  tell.check("the report names the bad object", problem.includes("broken"), problem);
  const applied = await cluster.until(CONFIG, (object) => object?.data?.["BANNER"] === "sale", 20, signal);
  tell.check("the good part of the same commit is applied", applied);
  const status = await jsonOf<StatusJson>(story, ["status", "--env", "dev"]);
  tell.check("status is neither in sync nor applied", !["in-sync", "applied"].includes(status.verdict), status.verdict);

  tell.chapter("7. The revert leads back");
  tell.command(`git revert -m 1 ${badCommit.slice(0, 7)} && git push`);
  await stage.git("revert", "--no-edit", "--mainline", "1", badCommit);
  await stage.git("push", "--quiet", "origin", "main");
  const revert = await stage.git("rev-parse", "HEAD");
  const back = await jsonOf<RunJson>(story, ["up", "--yes", "--base", badCommit]);
  const healed = back.environments.find(({ name }) => name === "dev");
  tell.check(
    "dev converged at the revert",
    hasConverged(healed, revert),
    JSON.stringify(healed?.layers.map(({ kind, problem: why }) => ({ kind, problem: why }))),
  );
  const data = (await cluster.find(CONFIG))?.data;
  tell.check("the cluster is as it was before the bad change", sameJson(data, goodData), JSON.stringify(data));
}
