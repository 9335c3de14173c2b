import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ciFiles, ciTasks } from "../../../src/project/ci/index.ts";
import { correcting, everyChoice, settingsFor, workflowsIn } from "./ci-world.ts";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}
interface Job {
  readonly if?: string;
  readonly needs?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly concurrency?: Readonly<Record<string, unknown>>;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly file: string;
  readonly text: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly concurrency?: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

function workflowsOf(forge: "github" | "gitea", choice: (typeof everyChoice)[number]): readonly Workflow[] {
  return workflowsIn(ciFiles(settingsFor(forge, choice), correcting)).map(([file, text]) => ({
    ...(parse(text) as Workflow),
    file,
    text,
  }));
}

const choices = everyChoice.map((choice) => ({ choice, name: JSON.stringify(choice) }));

/** Whether a job brings files of the change into its folder, and runs what they say. */
function runsTheChange({ steps }: Job): boolean {
  return steps.some(
    ({ run = "", with: given = {} }) => given["ref"] === "${{ env.HEAD }}" || /git checkout [^\n]*"\$HEAD"/.test(run),
  );
}

describe.each(["github", "gitea"] as const)("a workflow for %s", (forge) => {
  describe.each(choices)("$name", ({ choice }) => {
    const workflows = workflowsOf(forge, choice);
    const jobs = workflows.flatMap((workflow) =>
      Object.entries(workflow.jobs).map(([name, job]) => ({ name, job, workflow })),
    );

    it("puts no expression into a shell: a branch's name may hold a command", () => {
      const scripts = jobs.flatMap(({ job }) => job.steps.map(({ run = "" }) => run));
      expect(scripts.filter((script) => script.includes("${{"))).toEqual([]);
      expect(scripts.filter((script) => script !== "").length).toBeGreaterThan(5);
    });

    it("names each action by a commit, with its version beside it", () => {
      const lines = workflows.flatMap(({ text }) => text.split("\n").filter((line) => /\buses:/.test(line)));
      expect(lines.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
      expect(lines.length > 0).toBe(forge === "github");
    });

    it("has no permission that a job has not named", () => {
      expect(workflows.map(({ permissions }) => permissions)).toEqual(workflows.map(() => ({})));
    });

    it("runs the program of a fork's change confined alone, by the protected branch's Groundwork", () => {
      const ofForks = jobs.filter(({ name }) => name === "preview-of-fork");
      expect(ofForks.map(({ job }) => job.if?.includes("head.repo.full_name != github.repository"))).toEqual([true]);
      for (const { job } of ofForks) {
        const steps = job.steps.map(({ run, uses }) => run ?? uses ?? "");
        const [branch, install, preview] = ["origin/main", "npm ci", " preview "].map((text) =>
          steps.findIndex((step) => step.includes(text)),
        );
        expect(branch).toBeGreaterThanOrEqual(0);
        expect(install).toBeGreaterThan(branch ?? -1);
        expect(steps[preview ?? -1]).toContain("--outside");
      }
    });

    it("counts a change that was pushed for review without a branch as one of a fork", () => {
      const kept = "startsWith(github.event.pull_request.head.ref, 'refs/pull/')";
      const deciding = jobs.filter(({ job }) => job.if?.includes("head.repo.full_name"));
      expect(deciding.length).toBeGreaterThan(1);
      for (const { job } of deciding) {
        const expected = job.if?.includes("full_name != ") ? ` || ${kept})` : ` && !${kept}`;
        expect(job.if).toContain(expected);
      }
    });

    it("gives a job that is started for a fork's change no secret, no identity, and nothing to write with", () => {
      const untrusted = jobs.filter(
        ({ name, job }) =>
          name === "preview-of-fork" ||
          (runsTheChange(job) &&
            !job.if?.includes("head.repo.full_name == github.repository") &&
            !job.if?.includes("github.ref ==")),
      );
      expect(untrusted.length).toBeGreaterThan(0);
      for (const { name, job, workflow } of untrusted) {
        const events = forge === "github" ? ["pull_request", "merge_group"] : ["pull_request"];
        expect([name, Object.keys(workflow.on)]).toEqual([name, events]);
        const permissions = Object.entries(job.permissions ?? {});
        expect([name, permissions]).toEqual([name, forge === "github" ? [["contents", "read"]] : []]);
        expect(`${name} ${JSON.stringify(job)}`).not.toMatch(/secrets\.|github\.token|IDENTITY|google-github-actions/);
        const kept = job.steps.flatMap(({ with: given = {} }) =>
          "persist-credentials" in given ? [given["persist-credentials"]] : [],
        );
        expect([name, kept.filter((each) => each !== false)]).toEqual([name, []]);
      }
    });

    it("has the forge's token in no step of a job once the change's own code has run there", () => {
      const ofChange = jobs.filter(({ job }) => runsTheChange(job) && !job.if?.includes("github.ref =="));
      expect(ofChange.length).toBeGreaterThan(0);
      for (const { name, job } of ofChange) {
        const [, ...after] = job.steps;
        expect(`${name} ${JSON.stringify(after)}`).not.toMatch(/FORGE_TOKEN|github\.token|GIT_CONFIG/);
      }
    });

    it("runs nothing of the change where an event gives rights to a fork's change", () => {
      const privileged = jobs.filter(
        ({ workflow }) =>
          "workflow_run" in workflow.on || "pull_request_target" in workflow.on || "issue_comment" in workflow.on,
      );
      expect(privileged.length).toBe(forge === "github" ? 4 : 3);
      for (const { job } of privileged) expect(runsTheChange(job)).toBe(false);
    });

    it("lets up run on the protected branch and on the tags that were named alone, and one at a time", () => {
      const [workflow, ...others] = workflows.filter(({ text }) => / up --yes /.test(text));
      expect(others).toEqual([]);
      const { tags } = choice;
      expect(workflow?.on).toEqual({ push: { branches: ["main"], ...(tags !== undefined && { tags: [tags] }) } });
      const group = expect.stringContaining("groundwork-up");
      expect(workflow?.concurrency).toMatchObject({ group, "cancel-in-progress": false });
      const [ofBranch, ofTag] = Object.values(workflow?.jobs ?? {});
      expect(ofBranch?.if).toBe("github.ref == 'refs/heads/main'");
      const isTag = forge === "github" ? "github.ref_type == 'tag'" : "startsWith(github.ref, 'refs/tags/')";
      expect(ofTag?.if).toBe(tags === undefined ? undefined : isTag);
    });

    it("runs the programs of the protected branch in the job of a tag, which may stand on any commit", () => {
      const ofTags = jobs.filter(({ name }) => name === "up-by-tag");
      expect(ofTags).toHaveLength(choice.tags === undefined ? 0 : 1);
      const checkedOut = forge === "github" ? '"ref":"main"' : "origin/main";
      for (const { job } of ofTags) expect(JSON.stringify(job.steps[0])).toContain(checkedOut);
    });

    it("lets a comment bring up and destroy from the protected branch alone", () => {
      const [workflow] = workflows.filter(({ on }) => "issue_comment" in on);
      expect(workflow?.on).toEqual({ issue_comment: { types: ["created"] } });
      expect(workflow?.jobs["up"]?.environment).toBe(forge === "github" ? "groundwork-up" : undefined);
      const refs = JSON.stringify(workflow?.jobs["up"]?.steps[0]);
      expect(refs).toContain(forge === "github" ? '"ref":"main"' : "origin/main");
    });

    it("lets no comment end a merge that waits to be brought up", () => {
      const [workflow] = workflows.filter(({ on }) => "issue_comment" in on);
      // GitHub keeps all that wait where the group says so; Gitea has no such setting, and keeps the newest of a group.
      const expected = {
        github: { group: "groundwork-up", "cancel-in-progress": false, queue: "max" },
        gitea: { group: "groundwork-respond-up-${{ github.event.issue.number }}", "cancel-in-progress": false },
      };
      expect(workflow?.jobs["up"]?.concurrency).toEqual(expected[forge]);
      // Apart from the group, leases keep it from acting beside a merge.
      const waits = JSON.stringify(workflow?.jobs["up"]?.steps).includes("--wait-for-lock");
      expect(waits).toBe(forge === "gitea");
    });

    it("lets Git send a token to the forge alone, and nothing name one in an address or an argument", () => {
      const envs = jobs.flatMap(({ job }) => job.steps.map(({ env = {} }) => env));
      const keys = envs.flatMap((env) => (env["GIT_CONFIG_KEY_0"] === undefined ? [] : [env["GIT_CONFIG_KEY_0"]]));
      expect(new Set(keys)).toEqual(new Set(forge === "gitea" ? ["http.${{ github.server_url }}.extraHeader"] : []));
      expect(jobs.flatMap(({ job }) => job.steps.map(({ run = "" }) => run)).join("\n")).not.toMatch(/TOKEN|https?:/);
    });

    it("fetches the whole history, which finds the base of a change", () => {
      const text = JSON.stringify(jobs);
      expect(text).not.toMatch(/--depth|"fetch-depth":[1-9]/);
    });
  });
});

it.each(choices)("the change's own code runs in the last step of Gitea's jobs: $name", ({ choice }) => {
  const jobs = workflowsOf("gitea", choice).flatMap((workflow) => Object.entries(workflow.jobs));
  const ofChange = jobs.filter(([, job]) => runsTheChange(job) && !job.if?.includes("github.ref =="));
  // A step decides the variables and the search path of those after it.
  expect(ofChange.map(([name, { steps }]) => [name, steps.length])).toEqual([["preview", 2]]);
});

it("GitHub's jobs may do what each needs and no more", () => {
  const named = (choice: (typeof everyChoice)[number]) =>
    workflowsOf("github", choice).flatMap(({ jobs }) =>
      Object.entries(jobs).map(([name, { permissions }]) => [name, permissions] as const),
    );
  const posts = { checks: "write", contents: "write", "pull-requests": "write", statuses: "read" };
  const respond = { actions: "write", contents: "write", "pull-requests": "write" };
  expect(Object.fromEntries(named({ cloud: "local" }))).toEqual({
    affected: { contents: "read" },
    preview: { contents: "read" },
    "preview-of-fork": { contents: "read" },
    report: { ...posts, actions: "read" },
    respond,
    up: { ...posts, deployments: "write", issues: "write" },
  });
  expect(Object.fromEntries(named({ cloud: "gcp" }))).toEqual({
    affected: { contents: "read" },
    preview: { contents: "read", "id-token": "write" },
    "preview-of-fork": { contents: "read" },
    report: { ...posts, actions: "read" },
    respond,
    environments: { contents: "read" },
    scan: { contents: "read", "id-token": "write" },
    drift: { contents: "write", issues: "write" },
    correct: { ...posts, deployments: "write", issues: "write", "id-token": "write" },
    up: { ...posts, deployments: "write", issues: "write", "id-token": "write" },
  });
});

it.each(choices)("GitHub starts no job with an identity for the comment of a stranger: $name", ({ choice }) => {
  const workflow = workflowsOf("github", choice).find(({ on }) => "issue_comment" in on);
  const { author, up } = workflow?.jobs ?? {};
  expect(up?.needs).toBe("author");
  expect(up?.if).toBe(
    `github.ref == 'refs/heads/main' && contains(fromJSON('["write", "admin"]'), needs.author.outputs.permission)`,
  );
  // It has the token that everybody's job has, which reads names alone, and is in no queue.
  expect([author?.permissions, author?.environment, author?.concurrency]).toEqual([undefined, undefined, undefined]);
  expect(JSON.stringify(author)).not.toMatch(/secrets\.|vars\.|google-github-actions/);
  expect(author?.steps.map(({ run }) => run).join("\n")).toContain("/collaborators/$AUTHOR/permission");
});

it.each(choices)("GitLab's jobs for a fork have neither identity nor environment: $name", ({ choice }) => {
  const { ".gitlab/groundwork.yml": text = "" } = ciFiles(settingsFor("gitlab", choice), correcting);
  const jobs = parse(text) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const isOwn = "$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID";
  const ofForks = Object.entries(jobs).filter(([, job]) => {
    const rules = (job["rules"] ?? []) as readonly { if: string; when?: string }[];
    return rules.some((rule) => rule.when !== "never" && rule.if.includes("merge_request") && !rule.if.includes(isOwn));
  });
  expect(ofForks.map(([name]) => name)).toEqual(["groundwork affected", "groundwork preview of a fork"]);
  for (const [, job] of ofForks) {
    expect(Object.keys(job)).not.toContain("environment");
    expect(JSON.stringify(job)).not.toMatch(/id_tokens|TOKEN|PASSPHRASE/);
  }
});

it.each(choices)(
  "GitLab's record is pushed with a token that only report, up, drift and correct have: $name",
  ({ choice }) => {
    const { ".gitlab/groundwork.yml": text = "" } = ciFiles(settingsFor("gitlab", choice), correcting);
    const jobs = parse(text) as Readonly<Record<string, { readonly script?: readonly string[] }>>;
    const withToken = Object.entries(jobs).filter(([, job]) => JSON.stringify(job).includes("FORGE_TOKEN"));
    const ofTags = choice.tags === undefined ? [] : ["groundwork up by tag"];
    const ofCloud = choice.cloud === "gcp" ? ["groundwork drift", "groundwork correct"] : [];
    expect(withToken.map(([name]) => name)).toEqual(["groundwork report", "groundwork up", ...ofCloud, ...ofTags]);
    for (const [, { script = [] }] of withToken) {
      const last = script.at(-1) ?? "";
      expect(last).toContain('GIT_CONFIG_KEY_0="http.$CI_SERVER_URL.extraHeader"');
      // The packages are installed without it.
      expect(script.slice(0, -1).join("\n")).not.toMatch(/TOKEN|GIT_CONFIG/);
    }
    const tasks = ciTasks(settingsFor("gitlab", choice), correcting).map((task) => task.text);
    expect(tasks.filter((task) => /Job token permissions: allow/.test(task))).toEqual([]);
    expect(tasks.filter((task) => task.includes("ci_allow_fork_pipelines_to_run_in_parent_project"))).toHaveLength(1);
  },
);

it("a preview that failed, by a broken lockfile as well, keeps no report from being made on Gitea and Bitbucket", () => {
  const [preview] = workflowsOf("gitea", { cloud: "local" });
  expect(preview?.jobs["report"]).toMatchObject({ needs: "preview", if: expect.stringMatching(/^always\(\) && /) });
  const { "bitbucket-pipelines.yml": file = "" } = ciFiles(settingsFor("bitbucket", { jobs: 3 }), correcting);
  const ofChange = file.slice(0, file.indexOf("name: Report"));
  const lines = ofChange.split("\n").filter((line) => line.includes("npm ci"));
  expect(lines).toHaveLength(2);
  expect(lines.filter((line) => !line.includes("|| echo"))).toEqual([]);
});

it.each(["gitlab", "bitbucket", "generic"] as const)(
  "%s's report takes the protected branch before a program runs",
  (forge) => {
    const text = Object.values(ciFiles(settingsFor(forge), correcting)).join("\n");
    const report = text.slice(0, text.indexOf("groundwork report "));
    const checkout = report.lastIndexOf("git checkout");
    expect(report.slice(checkout)).toMatch(/^git checkout [^\n]*--force [^\n]*origin\/(?:main|\$GROUNDWORK_BRANCH)/);
    expect(report.indexOf("npm ci", checkout)).toBeGreaterThan(checkout);
  },
);

it.each(choices)("GitHub's jobs answer a merge queue, and no event that any branch can start: $name", ({ choice }) => {
  const [preview, report] = ["preview", "report"].map((name) =>
    workflowsOf("github", choice).find(({ file }) => file.endsWith(`groundwork-${name}.yml`)),
  );
  expect(preview?.on).toEqual({ pull_request: { branches: ["main"] }, merge_group: { branches: ["main"] } });
  const condition = report?.jobs["report"]?.if ?? "";
  expect(condition).toContain(`contains(fromJSON('["pull_request", "merge_group"]'), github.event.workflow_run.event)`);
  const scripts = report?.jobs["report"]?.steps.map(({ run = "" }) => run).join("\n");
  expect(scripts).toMatch(/groundwork report [^\n]*\\\n +\$\{QUEUE:\+--merge-queue\} --forge github/);
});
