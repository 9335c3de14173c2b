import { cp } from "node:fs/promises";
import path from "node:path";
import { counted, projectRoot } from "../../src/lib/index.ts";
import type { PreviewJson } from "../../src/report/index.ts";
import { jsonOf, layerOf, openChange, type Story } from "../story.ts";

/** What the merge may do at most. */
export interface ShownPlan {
  readonly number: number;
  readonly creates: number;
}

/** (a) A folder on a branch, the preview that its change request shows, and an approval of what was shown. */
export async function previewTheChange(story: Story): Promise<ShownPlan> {
  const { stage, tell } = story;
  const { host } = stage;
  const branch = "add-dev";
  tell.chapter("1. A folder under environments/ becomes a change request");
  await cp(path.join(projectRoot(), "environments", "dev"), path.join(stage.checkout, "environments", "dev"), {
    recursive: true,
  });
  await openChange(story, branch, "Add the environment dev");
  await host.protect("main", "groundwork/preview");
  const number = await host.open("ada", { title: "Add dev", head: branch, base: "main" });
  tell.say(`ada opens change request ${number}; main is protected by the check groundwork/preview`);

  const preview = await jsonOf<PreviewJson>(story, ["preview", ...host.flags, "--change-request", String(number)]);
  const [dev, ...others] = preview.environments;
  tell.check(
    "the change touches dev and nothing else",
    dev?.name === "dev" && others.length === 0,
    JSON.stringify(preview.environments.map(({ name }) => name)),
  );
  const reasons = dev?.reasons.filter(({ kind }) => kind !== "own-file").map(({ text }) => text);
  tell.say(`because it is ${reasons?.join(", ") ?? "?"}`);
  const plan = layerOf(dev, "infrastructure")?.plan;
  const ops = Object.keys(plan?.changeSummary ?? {});
  tell.check(
    "everything in it would be created, nothing changed or deleted",
    ops.length === 1 && ops[0] === "create",
    ops.join(", "),
  );
  const creates = plan?.changeSummary.create ?? 0;
  tell.check("machines, network, cluster and agent are in the plan", creates > 30, counted(creates, "create"));
  tell.say(`${creates} to create, plan digest ${preview.planDigest?.slice(0, 19) ?? "none"}`);
  tell.check("the preview has a digest that the merge can be held to", preview.planDigest !== undefined);

  const { comment } = preview.posting ?? {};
  tell.check(
    "the change request has one comment about it",
    comment?.done === "created",
    JSON.stringify(preview.posting),
  );
  const page = comment ? await host.commentAt(comment.url, number) : "";
  tell.quote(page.split("\n").filter((line) => /^### Preview|^\| (?:environment|dev) /.test(line)));
  const head = await stage.git("rev-parse", branch);
  const statuses = (await host.forge.statuses?.statusesOf(head)) ?? [];
  tell.check(
    "its check is green",
    statuses.some(({ context, state }) => context === "groundwork/preview" && state === "success"),
    JSON.stringify(statuses),
  );
  await host.approve("bob", number);
  tell.say("bob reads it and approves");
  return { number, creates };
}
