import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { memoryTree } from "../../../src/lib/index.ts";
import { ciFiles, ciTasks } from "../../../src/project/ci/index.ts";
import { ciContext, planCi } from "../../../src/project/index.ts";
import { correcting, everyChoice, everyForge, looking, settingsFor } from "./ci-world.ts";

const choices = everyChoice.map((choice) => ({ choice, name: JSON.stringify(choice) }));
type Forge = (typeof everyForge)[number];
type Choice = (typeof everyChoice)[number];

/** What gives the job the rights of `up`: Gitea's runner has them by its machine, and a script by the job that runs it. */
const identity: Readonly<Record<Forge, RegExp>> = {
  github: /GROUNDWORK_UP_ACCOUNT/u,
  gitlab: /GROUNDWORK_UP_ACCOUNT/u,
  bitbucket: /GROUNDWORK_UP_ACCOUNT/u,
  gitea: /runs-on: production/u,
  generic: /the identity that may change the cloud/u,
};

/** The part of a forge's files that corrects drift, as text; `undefined` where there is none. */
function correctIn(forge: Forge, choice: Choice, context = correcting): string | undefined {
  const files = ciFiles(settingsFor(forge, choice), context);
  const partOf = (part: unknown) => (part === undefined ? undefined : JSON.stringify(part));
  if (forge === "gitlab")
    return partOf(
      (parse(files[".gitlab/groundwork.yml"] ?? "") as Readonly<Record<string, unknown>>)["groundwork correct"],
    );
  if (forge === "bitbucket") {
    const { pipelines } = parse(files["bitbucket-pipelines.yml"] ?? "") as {
      pipelines: { custom?: Readonly<Record<string, unknown>> };
    };
    return partOf(pipelines.custom?.["groundwork-correct"]);
  }
  return Object.entries(files).find(([name]) => name.includes("groundwork-correct"))?.[1];
}

describe.each(everyForge)("the job that corrects drift on %s", (forge) => {
  it.each(choices)(
    "stands in the files where a cloud has environments and a file says what becomes of it: $name",
    ({ choice }) => {
      expect(correctIn(forge, choice) !== undefined).toBe(choice.cloud === "gcp");
      expect(correctIn(forge, choice, looking)).toBeUndefined();
    },
  );

  it.each(choices.filter(({ choice }) => choice.cloud === "gcp"))(
    "has the identity of up, and no other: $name",
    ({ choice }) => {
      const text = correctIn(forge, choice);
      expect(text).toContain(`groundwork correct --branch main${forge === "generic" ? "" : ` --forge ${forge}`}`);
      expect(text).not.toMatch(/GROUNDWORK_PREVIEW_ACCOUNT|groundwork-report/);
      expect(text).toMatch(identity[forge]);
    },
  );

  it("changes no other file than its own, but where a forge has one for all", () => {
    const [without, with_] = [looking, correcting].map((context) =>
      ciFiles(settingsFor(forge, { cloud: "gcp" }), context),
    );
    const changed = Object.keys(with_ ?? {}).filter((name) => with_?.[name] !== without?.[name]);
    expect(changed).toHaveLength(1);
  });
});

it.each(["github", "gitea"] as const)(
  "a schedule of %s starts it once an hour, after drift was looked for",
  (forge) => {
    const workflow = parse(correctIn(forge, { cloud: "gcp" }) ?? "") as Record<string, unknown>;
    expect(workflow["on"]).toMatchObject({ schedule: [{ cron: "47 * * * *" }] });
    expect(workflow["permissions"]).toEqual({});
  },
);

it("takes its turn among merges on GitHub, GitLab and Bitbucket, whose waiting jobs are kept, and has a queue of its own on Gitea", () => {
  const choice = { cloud: "gcp" } as const;
  expect(correctIn("github", choice)).toContain("  group: groundwork-up\n  cancel-in-progress: false\n  queue: max");
  expect(correctIn("gitlab", choice)).toContain('"resource_group":"groundwork-up"');
  expect(correctIn("bitbucket", choice)).toContain('"concurrency-group":"groundwork-up"');
  expect(correctIn("gitea", choice)).toContain("  group: groundwork-correct");
});

it("is started on GitLab for a schedule of the protected branch alone, and also after the job that finds a difference is red", () => {
  expect(correctIn("gitlab", { cloud: "gcp" })).toContain(
    '"rules":[{"if":"$CI_PIPELINE_SOURCE == \\"schedule\\" && $CI_COMMIT_BRANCH == \\"main\\" && $CI_COMMIT_REF_PROTECTED == \\"true\\"","when":"always"}]',
  );
});

it.each([
  ["github", "create pull requests"],
  ["gitlab", "corrects it"],
  ["bitbucket", "groundwork-correct"],
  ["generic", "ci/groundwork-correct.sh"],
] as const)("a person is told what it needs on %s, where it is", (forge, words) => {
  const told = (context: typeof correcting) =>
    ciTasks(settingsFor(forge, { cloud: "gcp" }), context).filter(({ text }) => text.includes(words)).length;
  expect([told(correcting), told(looking)]).toEqual([1, 0]);
});

it("is planned by the file of corrections in the repository, and missed where that came after the other files", async () => {
  const settings = settingsFor("github", { cloud: "gcp" });
  const planned = await planCi(memoryTree({}), settings);
  const before = Object.fromEntries(planned.map(({ path, content = "" }) => [path, content]));
  const tree = memoryTree({ ...before, "environments/corrections.yaml": "" });
  expect(await ciContext(tree)).toEqual(correcting);
  const again = (await planCi(tree, settings)).filter(({ state }) => state !== "same");
  expect(again.map(({ path, state }) => [path, state])).toEqual([[".github/workflows/groundwork-correct.yml", "new"]]);
});
