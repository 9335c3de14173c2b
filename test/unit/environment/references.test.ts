import { describe, expect, it } from "vitest";
import { environmentIn, fleetIssuesIn } from "./written.ts";

describe("a reference to another environment", () => {
  it("makes that one come first", async () => {
    const environment = await environmentIn(
      {
        shared: "",
        dev: "spec: { values: { link: 'x-${environments.shared.outputs.network.selfLink}-y' }, dependsOn: [zeta] }\n",
      },
      "dev",
    );
    expect(environment.dependsOn).toEqual(["shared", "zeta"]);
    expect(environment.values["link"]).toEqual(["x-", { environment: "shared", path: ["network", "selfLink"] }, "-y"]);
  });

  it("has to name an environment that there is", async () => {
    expect(
      await fleetIssuesIn({ shared: "", dev: "spec: { values: { a: '${environments.shred.outputs.region}' } }\n" }),
    ).toEqual([
      'dev/environment.yaml:3:22 spec.values.a: no environment is called "shred" (did you mean shared?); there are shared',
    ]);
  });

  it("has to name an output that it has", async () => {
    const [issue, ...more] = await fleetIssuesIn({
      shared: "",
      dev: "spec: { values: { a: '${environments.shared.outputs.network.selfLnk}' } }\n",
    });
    expect(more).toEqual([]);
    expect(issue).toContain(
      'spec.values.a: shared has no output "network.selfLnk" (did you mean network.selfLink?); it has environment, project',
    );
  });

  it("is found in start scripts, metadata and DNS records too", async () => {
    const missing = "'${environments.nobody.outputs.region}'";
    const issues = await fleetIssuesIn({
      dev: `spec:
  machines: [{ name: web, startupScript: ${missing}, cloudInit: ${missing}, metadata: { a: ${missing} } }]
  dns: [{ name: z, domain: example.com., records: [{ type: TXT, values: [${missing}] }] }]
`,
    });
    expect(issues.map((issue) => issue.split(" ")[1])).toEqual([
      "spec.machines[web].startupScript:",
      "spec.machines[web].cloudInit:",
      "spec.machines[web].metadata.a:",
      "spec.dns[z].records[0].values[0]:",
    ]);
  });

  it("is nothing but text in a script's own variables", async () => {
    expect(await fleetIssuesIn({ dev: "spec: { values: { a: '${HOME} ${environments.x} $(id)' } }\n" })).toEqual([]);
  });

  it("cannot lead back to itself", async () => {
    expect(await fleetIssuesIn({ dev: "spec: { dependsOn: [dev] }\n" })).toEqual([
      "dev/environment.yaml:3:21 spec.dependsOn[0]: refers to dev itself; only other environments can be named here",
    ]);
  });

  it("cannot lead in a circle, over however many environments and whatever makes them wait", async () => {
    const issues = await fleetIssuesIn({
      a: "spec: { dependsOn: [b] }\n",
      b: "spec: { values: { x: '${environments.c.outputs.region}' } }\n",
      c: "spec: { network: { peers: [a] } }\n",
      d: "spec: { dependsOn: [a] }\n",
    });
    expect(issues).toEqual([
      "a/environment.yaml:3:21 spec.dependsOn[0]: environments wait for each other in a circle: a -> b -> c -> a; take one of these dependencies out",
      "b/environment.yaml:3:22 spec.values.x: environments wait for each other in a circle: b -> c -> a -> b; take one of these dependencies out",
      "c/environment.yaml:3:28 spec.network.peers[0]: environments wait for each other in a circle: c -> a -> b -> c; take one of these dependencies out",
    ]);
  });
});

describe("peered environments", () => {
  it("cannot have networks that overlap", async () => {
    expect(
      await fleetIssuesIn({
        hub: "spec: { network: { cidr: 10.0.0.0/16 } }\n",
        dev: "spec: { network: { cidr: 10.0.128.0/17, peers: [hub] } }\n",
        other: "spec: { network: { cidr: 10.0.128.0/17 } }\n",
      }),
    ).toEqual([
      "dev/environment.yaml:3:26 spec.network.cidr: its 10.0.128.0/17 overlaps hub's 10.0.0.0/16 (network), and their networks are connected; give one of them another block",
      "hub/environment.yaml:3:26 spec.network.cidr: its 10.0.0.0/16 overlaps dev's 10.0.128.0/17 (network), and their networks are connected; give one of them another block",
    ]);
  });

  it("cannot overlap over one that both are connected with", async () => {
    const issues = await fleetIssuesIn({
      hub: "",
      one: "spec: { network: { cidr: 10.9.0.0/16, peers: [hub] } }\n",
      two: "spec: { network: { cidr: 10.9.0.0/16, peers: [hub] } }\n",
    });
    expect(issues).toHaveLength(2);
    expect(issues[0]).toContain(
      "one/environment.yaml:3:26 spec.network.cidr: its 10.9.0.0/16 overlaps two's 10.9.0.0/16",
    );
  });

  it("say so on one side only", async () => {
    const issues = await fleetIssuesIn({
      a: "spec: { network: { peers: [b] } }\n",
      b: "spec: { network: { peers: [a] } }\n",
    });
    expect(issues).toContain(
      "b/environment.yaml:3:28 spec.network.peers[0]: a names b as its peer already; one side declares a peering, for both directions",
    );
  });

  it("have to exist", async () => {
    expect(await fleetIssuesIn({ dev: "spec: { network: { peers: [shared] } }\n" })).toEqual([
      'dev/environment.yaml:3:28 spec.network.peers[0]: no environment is called "shared"; there are no others',
    ]);
  });
});

describe("two environments that claim the same", () => {
  const book = (...lines: readonly string[]) => `version: 1\npool: 10.0.0.0/8\nenvironments:\n${lines.join("\n")}\n`;

  it("addresses in the address book are told how to get others", async () => {
    const issues = await fleetIssuesIn({
      "addresses.lock.yaml": book("  a:", "    network: 10.7.0.0/16", "  b:", "    network: 10.7.0.0/16"),
      a: "",
      b: "",
    });
    expect(issues).toEqual([
      "a/environment.yaml:1:1 spec.network.cidr: warning: its 10.7.0.0/16 overlaps b's 10.7.0.0/16 (network) in the address book, so the two can never be peered; delete a's line network there and run groundwork env validate --fix",
      "b/environment.yaml:1:1 spec.network.cidr: warning: its 10.7.0.0/16 overlaps a's 10.7.0.0/16 (network) in the address book, so the two can never be peered; delete b's line network there and run groundwork env validate --fix",
    ]);
  });

  it("addresses in the address book are refused when they are peered", async () => {
    const issues = await fleetIssuesIn({
      "addresses.lock.yaml": book("  a:", "    network: 10.7.0.0/16", "  b:", "    network: 10.7.0.0/16"),
      a: "",
      b: "spec: { network: { peers: [a] } }\n",
    });
    expect(issues.every((issue) => issue.includes("their networks are connected"))).toBe(true);
    expect(issues).toHaveLength(2);
  });

  it("name in one project are refused", async () => {
    const issues = await fleetIssuesIn({
      dev: "spec: { buckets: [{ name: eu-data }] }\n",
      "dev-eu": "spec: { buckets: [{ name: data }] }\n",
    });
    expect(issues).toEqual([
      "dev-eu/environment.yaml:1:1: its bucket groundwork-local-dev-eu-data would have the same name as one of dev in the world (local); rename one of the two",
    ]);
  });

  it("name in different projects are fine", async () => {
    const gcp = (project: string, rest: string) =>
      `spec: { cloud: { kind: gcp, project: ${project}, region: europe-west1 }, ${rest} }\n`;
    expect(
      await fleetIssuesIn({
        dev: gcp("acme-dev", "secrets: [{ name: eu-data }]"),
        "dev-eu": gcp("acme-eu", "secrets: [{ name: data }]"),
      }),
    ).toEqual([]);
  });
});

describe("the address book", () => {
  it("is refused with the place of what is wrong in it", async () => {
    expect(
      await fleetIssuesIn({
        "addresses.lock.yaml": "version: 1\nenvironments:\n  dev:\n    network: 10.0.0.1/16\n",
        dev: "",
      }),
    ).toEqual([
      'addresses.lock.yaml:4:14 environments.dev.network: is "10.0.0.1/16"; write an IPv4 block without host bits, or delete the line to have one planned',
    ]);
    expect(await fleetIssuesIn({ "addresses.lock.yaml": "version: 2\n", dev: "" })).toEqual([
      "addresses.lock.yaml:1:10 version: is the number 2; allowed: 1",
    ]);
  });

  it("is not overruled by a range that is declared later over one that it has", async () => {
    expect(
      await fleetIssuesIn({
        "addresses.lock.yaml":
          "version: 1\nenvironments: { dev: { network: 10.9.0.0/16, subnets/main: 10.9.2.0/23 } }\n",
        dev: "spec: { network: { subnets: [{ name: main }, { name: b, cidr: 10.9.2.0/24 }] } }\n",
      }),
    ).toEqual([
      "dev/environment.yaml:3:30 spec.network.subnets[main].cidr: the address book has 10.9.2.0/23 for subnets/main, which overlaps subnets/b's 10.9.2.0/24; declare another block for subnets/b, or delete dev's line subnets/main there and run groundwork env validate --fix",
    ]);
  });

  it("never moves what it has, also when another size is declared", async () => {
    expect(
      await fleetIssuesIn({
        "addresses.lock.yaml": "version: 1\nenvironments: { dev: { network: 10.3.0.0/16 } }\n",
        dev: "spec: { network: { cidr: /15 } }\n",
      }),
    ).toEqual([
      "dev/environment.yaml:3:26 spec.network.cidr: the address book has 10.3.0.0/16 for it, and a /15 is declared; what is recorded never moves by itself: delete dev's line network there and run groundwork env validate --fix",
    ]);
  });
});
