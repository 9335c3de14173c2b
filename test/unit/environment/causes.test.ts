import { describe, expect, it } from "vitest";
import { issuesIn, profile } from "./written.ts";

const base = profile(`spec:
  cloud: { region: europe-west1, zones: [europe-west1-b] }
  network:
    cidr: 10.4.0.0/16
    subnets:
      - { name: main, cidr: 10.4.0.0/24 }
      - { name: data, cidr: 10.4.8.0/28 }
    addresses:
      - { name: web }
  serviceAccounts: [{ name: app }]
  machines:
    - { name: db, subnet: data, count: 3, serviceAccount: app }
  clusters:
    - { name: main, subnet: main, version: "1.34", nodePools: [{ name: default, nodes: { min: 1, max: 2 } }] }
  dns:
    - { name: zone, domain: acme.example., records: [{ name: www, type: A, values: ["address:web"] }] }
  protect: [machines/db]
  sync: { cluster: main }
`);

async function issuesOf(spec: string, profiles: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  return await issuesIn({
    "_profiles/base.yaml": base,
    ...profiles,
    dev: `extends: ../_profiles/${Object.hasOwn(profiles, "_profiles/middle.yaml") ? "middle" : "base"}.yaml\nspec:\n${spec}`,
  });
}

const wrong = "makes another value wrong: environments/_profiles/base.yaml:";
const shown = wrong.replace("environments/", "");

describe("a value of a profile that is wrong because of the file above it", () => {
  it.each([
    [
      "an entry that was taken away",
      "  network:\n    subnets:\n      - { name: data, remove: true }\n",
      'dev/environment.yaml:7:23 spec.network.subnets[data].remove: § no subnet is called "data"',
    ],
    [
      "a list that was emptied",
      "  network:\n    addresses: []\n",
      'dev/environment.yaml:6:5 spec.network.addresses: § no address is called "web"',
    ],
    [
      "something that was set to null",
      "  serviceAccounts: ~\n",
      'dev/environment.yaml:5:3 spec.serviceAccounts: § no service account is called "app"',
    ],
    [
      "another region",
      "  cloud: { region: europe-west4 }\n",
      "dev/environment.yaml:5:12 spec.cloud.region: § europe-west1-b is not in europe-west4",
    ],
    [
      "a number that is too large for a range",
      "  machines:\n    - { name: db, count: 40 }\n",
      "dev/environment.yaml:6:19 spec.machines[db].count: § a /28 holds 12 machines and nodes, and up to 40 are declared",
    ],
    [
      "another mode",
      "  clusters:\n    - name: main\n      mode: autopilot\n",
      "dev/environment.yaml:7:7 spec.clusters[main].mode: § an autopilot cluster makes its nodes itself",
    ],
    [
      "another block of the network",
      "  network: { cidr: 10.9.0.0/16 }\n",
      "dev/environment.yaml:5:14 spec.network.cidr: § 10.4.0.0/24 lies outside of the network's 10.9.0.0/16",
    ],
  ])("is reported at %s", async (_, spec, expected) => {
    const [where = "", what = ""] = expected.split("§");
    const issues = await issuesOf(spec);
    const [issue = ""] = issues.filter((line) => line.startsWith(where));
    expect(issues).toContain(issue);
    expect(issue).toContain(shown);
    expect(issue).toContain(what.trim());
    expect(issues.filter((line) => line.startsWith("_profiles/"))).toEqual([]);
  });

  it("is reported in the profile between, where that one is the cause", async () => {
    const middle = profile("extends: ./base.yaml\nspec:\n  network:\n    subnets: [{ name: data, remove: true }]\n");
    const issues = await issuesOf("  cloud: {}\n", { "_profiles/middle.yaml": middle });
    expect(issues).toEqual([
      expect.stringContaining(
        "_profiles/middle.yaml:6:29 spec.network.subnets[data].remove: makes another value wrong: ",
      ),
    ]);
  });
});

describe("a value that is wrong in the profile alone", () => {
  it("stays reported where it stands", async () => {
    const faulty = profile("spec:\n  machines: [{ name: web, subnet: nowhere }]\n");
    const issues = await issuesIn({
      "_profiles/faulty.yaml": faulty,
      dev: "extends: ../_profiles/faulty.yaml\nspec: { network: { mtu: 1500 } }\n",
    });
    expect(issues).toEqual([
      '_profiles/faulty.yaml:4:35 spec.machines[web].subnet: no subnet is called "nowhere"; there are main',
    ]);
  });
});

describe("a mistyped name of something in a profile", () => {
  it.each([
    [
      "a cluster, of which one value was to change",
      "  clusters:\n    - name: mian\n      nodePools: [{ name: default, nodes: { max: 5 } }]\n",
      'dev/environment.yaml:6:13 spec.clusters[mian]: no profile has a "mian" here (did you mean main?); as a new one it is wrong: nodePools[default].nodes.min: is missing; a number is expected here',
    ],
    [
      "a node pool",
      "  clusters:\n    - { name: main, nodePools: [{ name: defualt, nodes: { max: 5 } }] }\n",
      'dev/environment.yaml:6:41 spec.clusters[main].nodePools[defualt]: no profile has a "defualt" here (did you mean default?); as a new one it is wrong: nodes.min: is missing; a number is expected here',
    ],
    [
      "a cluster that as a new one has no nodes",
      '  clusters:\n    - { name: mainn, version: "1.35" }\n',
      'dev/environment.yaml:6:15 spec.clusters[mainn]: no profile has a "mainn" here (did you mean main?); as a new one it is wrong: nodePools: is empty; a standard cluster has at least one, such as - name: default',
    ],
    [
      "a DNS zone",
      "  dns:\n    - { name: zones, visibility: public }\n",
      'dev/environment.yaml:6:15 spec.dns[zones]: no profile has a "zones" here (did you mean zone?); as a new one it is wrong: domain: is missing; text is expected here',
    ],
  ])("is named with what it most likely is: %s", async (_, spec, expected) => {
    expect(await issuesOf(spec)).toEqual([expected]);
  });

  it("is a new entry where it is a whole one", async () => {
    expect(await issuesOf("  machines: [{ name: db2, subnet: main }]\n")).toEqual([]);
  });
});
