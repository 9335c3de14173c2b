import type { RunJson, StatusJson } from "../../src/report/index.ts";
import { jsonOf, type Story } from "../story.ts";

/** (f) One environment is taken down; the other does not notice. */
export async function destroyOne(story: Story): Promise<void> {
  const { tell } = story;
  tell.chapter("8. Destroying one environment leaves the others untouched");
  const before = await resourcesOf(story);
  const run = await jsonOf<RunJson>(story, ["destroy", "--env", "acme", "--yes"]);
  tell.check(
    "acme was destroyed",
    run.succeeded,
    JSON.stringify(run.environments.map(({ layers }) => layers.map(({ kind, problem }) => ({ kind, problem })))),
  );
  const after = await resourcesOf(story);
  tell.check(
    "nothing of acme is left in the cloud",
    !after.some((id) => id.includes("acme")),
    after.filter((id) => id.includes("acme")).join(", "),
  );
  tell.check(
    "every resource of dev is still there",
    before.filter((id) => !id.includes("acme")).every((id) => after.includes(id)),
  );
  const status = await jsonOf<StatusJson>(story, ["status", "--env", "dev", "--refresh"]);
  tell.check("dev is in sync, as it was", status.verdict === "in-sync", JSON.stringify(status.environments));
}

async function resourcesOf(story: Story): Promise<readonly string[]> {
  const listed = await jsonOf<readonly { readonly id: string }[]>(story, ["local", "list"]);
  return listed.map(({ id }) => id);
}
