import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ciFiles, ciTasks } from "../../../src/project/ci/index.ts";
import { everyChoice, everyForge, looking, settingsFor } from "./ci-world.ts";

const choices = everyChoice.map((choice) => ({ choice, name: JSON.stringify(choice) }));

/** The part of a forge's files that looks for drift, as text; `undefined` where there is none. */
function driftIn(forge: (typeof everyForge)[number], choice: (typeof everyChoice)[number]): string | undefined {
  const files = ciFiles(settingsFor(forge, choice), looking);
  if (forge === "gitlab") {
    const jobs = parse(files[".gitlab/groundwork.yml"] ?? "") as Readonly<Record<string, unknown>>;
    return jobs["groundwork drift"] === undefined ? undefined : JSON.stringify(jobs["groundwork drift"]);
  }
  if (forge === "bitbucket") {
    const { pipelines } = parse(files["bitbucket-pipelines.yml"] ?? "") as { pipelines: { custom?: unknown } };
    return pipelines.custom === undefined ? undefined : JSON.stringify(pipelines.custom);
  }
  return Object.entries(files).find(([name]) => name.includes("drift"))?.[1];
}

describe.each(everyForge)("the job that looks for drift on %s", (forge) => {
  it.each(choices)("stands in the files where environments are in a cloud: $name", ({ choice }) => {
    expect(driftIn(forge, choice) !== undefined).toBe(choice.cloud === "gcp");
  });

  it.each(choices.filter(({ choice }) => choice.cloud === "gcp"))("may read alone: $name", ({ choice }) => {
    const text = driftIn(forge, choice);
    expect(text).toContain("groundwork drift --exit-code");
    expect(text).not.toMatch(/GROUNDWORK_UP_ACCOUNT|groundwork-up/);
  });
});

it.each(["github", "gitea"] as const)("a schedule of %s starts the job once an hour, one at a time", (forge) => {
  const workflow = parse(driftIn(forge, { cloud: "gcp" }) ?? "") as Record<string, unknown>;
  expect(workflow["on"]).toMatchObject({ schedule: [{ cron: "17 * * * *" }] });
  expect(workflow["concurrency"]).toEqual({ group: "groundwork-drift", "cancel-in-progress": false });
  expect(workflow["permissions"]).toEqual({});
});

it("GitHub's scans have nothing to write with, and the job that tells people reads no cloud", () => {
  const { jobs } = parse(driftIn("github", { cloud: "gcp", notifyWith: "SLACK_TOKEN" }) ?? "") as {
    readonly jobs: Readonly<Record<string, object>>;
  };
  const { scan, drift } = jobs;
  expect(JSON.stringify(scan)).not.toMatch(/"write"(?<!"id-token":"write")|SLACK_TOKEN|FORGE_TOKEN/);
  expect(JSON.stringify(drift)).not.toMatch(/id-token|google-github-actions|PASSPHRASE/);
  expect(JSON.stringify(drift)).toContain("always()");
});

it("GitLab starts the job for a schedule of the protected branch alone, and no other job for that", () => {
  const { ".gitlab/groundwork.yml": text = "" } = ciFiles(settingsFor("gitlab", { cloud: "gcp", tags: "v*" }), looking);
  const jobs = parse(text) as Readonly<Record<string, { readonly rules?: readonly { readonly if: string }[] }>>;
  const rulesOf = ([name, { rules = [] }]: (typeof entries)[number]) => rules.map((rule) => [name, rule.if] as const);
  const entries = Object.entries(jobs);
  const scheduled = entries
    .flatMap(rulesOf)
    .filter(([, rule]) => !/CI_PIPELINE_SOURCE == "(?:push|merge_request_event)"/.test(rule));
  expect(scheduled).toEqual([
    [
      "groundwork drift",
      '$CI_PIPELINE_SOURCE == "schedule" && $CI_COMMIT_BRANCH == "main" && $CI_COMMIT_REF_PROTECTED == "true"',
    ],
  ]);
});

it.each(["gitlab", "bitbucket", "generic"] as const)(
  "a person is told to make the schedule on %s, which no file makes",
  (forge) => {
    const told = (cloud: "gcp" | "local") =>
      ciTasks(settingsFor(forge, { cloud }), looking).filter(({ text }) => /every hour/.test(text)).length;
    expect([told("gcp"), told("local")]).toEqual([1, 0]);
  },
);

describe("secrets that people are told with", () => {
  const choice = { cloud: "gcp", notifyWith: "SLACK_TOKEN,ON_CALL_SECRET" } as const;

  it.each(["github", "gitea"] as const)("reach the job that looks for drift on %s, and no other", (forge) => {
    const files = Object.entries(ciFiles(settingsFor(forge, choice), looking)).filter(([, text]) =>
      text.includes("SLACK_TOKEN: $"),
    );
    expect(files.map(([name]) => name.replace(/^.*\//u, ""))).toEqual(["groundwork-drift.yml"]);
    expect(files[0]?.[1]).toContain("ON_CALL_SECRET: ${{ secrets.ON_CALL_SECRET }}");
  });

  it.each(["slack_token", "A,,B", "A B", "A}}${{ github.token"])(
    "are refused by names that a file could read as something else: %s",
    (notifyWith) => {
      expect(() => settingsFor("github", { ...choice, notifyWith })).toThrow("--notify-with");
    },
  );

  it("are written again by the flags that the files name", () => {
    const { ".github/workflows/groundwork-drift.yml": text = "" } = ciFiles(settingsFor("github", choice), looking);
    expect(text.split("\n").slice(0, 3).join("\n")).toContain("--notify-with SLACK_TOKEN,ON_CALL_SECRET");
  });
});
