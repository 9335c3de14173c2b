import { describe, expect, it } from "vitest";
import { NoMachinesToCompare } from "../../../src/playbook/errors.ts";
import {
  type ComparedMachines,
  compareMachines,
  type MachineComparison,
  type MachinesDiff,
  type MachinesRequest,
  playbooksToRun,
} from "../../../src/playbook/index.ts";

const counts = { "in-sync": 1, diverged: 0, unknown: 0, "not-applicable": 0, noise: 0, undeclared: 0 };
const diverged: MachinesDiff = {
  verdict: "unknown",
  problems: [],
  machines: [
    {
      machine: "web-1",
      verdict: "diverged",
      counts,
      findings: [
        {
          task: "Configure nginx",
          verdict: "diverged",
          because: "",
          diffs: [
            { kind: "text", file: "/etc/nginx/nginx.conf", added: 1, removed: 1 },
            { kind: "attributes", file: "/etc/nginx/mime.types", names: ["mode"] },
          ],
        },
        { task: "Configure nginx", verdict: "diverged", because: "", diffs: [{ kind: "text", file: "/etc/a" }] },
        { task: "Fetch lists", verdict: "noise", because: "every run", diffs: [] },
        { task: "Own", verdict: "undeclared", because: "declared", diffs: [] },
      ],
    },
    {
      machine: "web-2",
      verdict: "unknown",
      counts,
      findings: [{ task: "Migrate", verdict: "unknown", because: "check mode skips it", diffs: [] }],
    },
    { machine: "web-3", verdict: "in-sync", counts, findings: [] },
  ],
};

const desired = {
  environment: "dev",
  cloud: { kind: "gcp", project: "acme-dev", region: "europe-west1" },
  machines: [
    {
      key: "web-1",
      group: "web",
      protect: false,
      subnet: "main",
      external: "none",
      disks: [],
      metadata: {},
      args: { name: "dev-web-1", zone: "europe-west1-b", labels: { tier: "front" } },
    },
  ],
} as unknown as ComparedMachines["desired"];
const outputs = {
  machines: { value: { "web-1": { name: "x", zone: "europe-west1-c", internalIp: "10.0.0.2" } }, secret: false },
};

/** Answers with a comparison, and keeps what it was asked. */
function answering(answer: MachinesDiff | Error): MachineComparison & { readonly asked: MachinesRequest[] } {
  const asked: MachinesRequest[] = [];
  return {
    asked,
    async compare(request) {
      asked.push(request);
      if (answer instanceof Error) throw answer;
      return await Promise.resolve(answer);
    },
  };
}

const folder = "environments/dev/machines";

/** A commit with these files in the folder of the machines, an executable script, and a link that leads elsewhere. */
function treeOf(files: Readonly<Record<string, string>>): ComparedMachines["tree"] {
  const all: Readonly<Record<string, string>> = { "site.yml": "- hosts: all\n", "run.sh": "#!/bin/sh\n", ...files };
  const kindOf = (name: string) => (name.endsWith(".sh") ? "executable" : "file");
  return {
    files: async () => [
      ...Object.keys(all).map((name) => ({ path: `${folder}/${name}`, id: name, kind: kindOf(name) }) as const),
      { path: `${folder}/roles`, id: "link", kind: "link" },
    ],
    read: async (path) => Buffer.from(all[path.slice(folder.length + 1)] ?? ""),
  };
}

const compared = (files: Readonly<Record<string, string>> = {}): ComparedMachines => ({
  desired,
  isLocal: false,
  outputs,
  tree: treeOf(files),
  folder,
  cause: { kind: "changed-outside" },
  signal: new AbortController().signal,
});

describe("the drift of machines", () => {
  it("is one difference for each task on each machine, with its files and no text", async () => {
    expect(await compareMachines(compared(), answering(diverged))).toEqual({
      layer: "machines",
      verdict: "unknown",
      detail: "3 machines: 1 unknown, 1 diverged, 1 in sync",
      problems: ["web-2: Migrate: check mode skips it"],
      differences: [
        {
          environment: "dev",
          layer: "machines",
          subject: "web-1: Configure nginx",
          change: "changed",
          paths: ["/etc/a", "/etc/nginx/mime.types", "/etc/nginx/nginx.conf"],
          cause: { kind: "changed-outside" },
        },
        {
          environment: "dev",
          layer: "machines",
          subject: "web-1: Fetch lists",
          change: "changed",
          paths: [],
          cause: { kind: "noise" },
        },
      ],
    });
  });

  it("is one line for a machine that does not answer, and says which command makes one that the cloud does not have", async () => {
    const task = (name: string) =>
      ({ task: name, verdict: "unknown", because: "it was not reached", diffs: [] }) as const;
    const silent = (machine: string) =>
      ({ machine, verdict: "unknown", counts, isUnreachable: true, findings: [task("One"), task("Two")] }) as const;
    const diff: MachinesDiff = { verdict: "unknown", problems: [], machines: [silent("web-1"), silent("web-2")] };
    const gone = { machines: new Set(["web-2"]), remedy: "groundwork up --refresh --env dev" };
    expect((await compareMachines({ ...compared(), gone }, answering(diff))).problems).toEqual([
      "web-1: it could not be reached, so 2 tasks on it are not known",
      "web-2: it is not in the cloud; make it with: groundwork up --refresh --env dev",
    ]);
  });

  it("asks for the declared machines, with names and addresses of the stack's outputs", async () => {
    const comparison = answering(diverged);
    await compareMachines(compared({ "connection.yaml": "user: admin\nthrough: iap\n" }), comparison);
    expect(comparison.asked[0]).toMatchObject({
      playbooks: ["site.yml"],
      executables: new Set(["run.sh"]),
      mayChange: false,
      connection: { user: "admin", through: { kind: "iap", project: "acme-dev" } },
      machines: [
        {
          key: "web-1",
          name: "x",
          group: "web",
          zone: "europe-west1-c",
          labels: { tier: "front" },
          internalIp: "10.0.0.2",
          externalIp: "",
        },
      ],
    });
    expect([...(comparison.asked[0]?.files.keys() ?? [])]).toEqual(["site.yml", "run.sh", "connection.yaml"]);
  });

  it("lets tasks change machines in a comparison only where connection.yaml allows it", async () => {
    const comparison = answering(diverged);
    const text = "through: { bastion: b.example.org }\nchangesInCheckMode: allowed\n";
    await compareMachines(compared({ "connection.yaml": text }), comparison);
    expect(comparison.asked[0]).toMatchObject({
      mayChange: true,
      connection: { through: { kind: "bastion", host: "b.example.org" } },
    });
  });

  it.each([
    ["nothing compares them", undefined, {}, /nothing here compares/],
    ["they could not be compared", answering(new NoMachinesToCompare({ because: "none stands" })), {}, /none stands/],
    ["connection.yaml is wrong", answering(diverged), { "connection.yaml": "throug: iap\n" }, /throug/],
    [
      "connection.yaml names a bastion that is none",
      answering(diverged),
      { "connection.yaml": "through: { bastion: -oX }\n" },
      /wrong/,
    ],
  ])("is unknown when %s", async (_, comparison, files, problem) => {
    const drift = await compareMachines(compared(files), comparison);
    expect(drift).toMatchObject({ verdict: "unknown", differences: [] });
    expect(drift.problems.join("\n")).toMatch(problem);
  });

  it("reaches machines of the local cloud in its own way alone, whatever connection.yaml says of real ones", async () => {
    const comparison = answering(diverged);
    const files = { "connection.yaml": "user: admin\nthrough: { bastion: b.example.org }\n" };
    await compareMachines({ ...compared(files), isLocal: true }, comparison);
    expect(comparison.asked[0]?.connection).toEqual({ user: "admin", through: { kind: "local", project: "acme-dev" } });
  });
});

describe("the playbooks that are run", () => {
  const run = (files: Readonly<Record<string, string>>) =>
    playbooksToRun(new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])));

  it("are site.yml alone where there is one", () => {
    expect(run({ "site.yml": "- import_playbook: web.yml\n", "web.yml": "- hosts: web\n" })).toEqual(["site.yml"]);
  });

  it("are all at the top that no other one imports, sorted", () => {
    expect(
      run({
        "web.yml": "- hosts: web\n",
        "db.yml": "- import_playbook: common.yml\n- hosts: db\n",
        "common.yml": "- hosts: all\n",
        "vars.yml": "a: 1\n",
        "connection.yaml": "through: iap\n",
        "roles/web/tasks/main.yml": "- ping:\n",
      }),
    ).toEqual(["db.yml", "web.yml"]);
  });
});
