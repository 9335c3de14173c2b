import { describe, expect, it } from "vitest";
import { issuesIn } from "./written.ts";

/** One environment's issues without the file's name. */
async function issuesOf(spec: string): Promise<readonly string[]> {
  return (await issuesIn({ dev: spec })).map((issue) => issue.replace("dev/environment.yaml:", ""));
}

describe("an unknown key", () => {
  it("is reported where it stands, with the nearest known one and all of them", async () => {
    expect(await issuesOf("spec:\n  network:\n    subnet: []\n")).toEqual([
      "5:5 spec.network.subnet: unknown key (did you mean subnets?); known here: name, cidr, routing, mtu, subnets, proxies, nat, firewall, addresses, privateServices, sharedVpc, peers",
    ]);
  });

  it("is found inside of lists, by the entry's name", async () => {
    const [issue] = await issuesOf("spec:\n  machines:\n    - name: web\n      machinetype: e2-small\n");
    expect(issue).toMatch(
      /^6:7 spec\.machines\[web\]\.machinetype: unknown key \(did you mean machineType\?\); known here: name, count/,
    );
  });

  it("is found inside of alternatives", async () => {
    const [issue] = await issuesOf("spec:\n  network:\n    nat: { adresses: 2 }\n");
    expect(issue).toMatch(/^5:12 spec\.network\.nat\.adresses: unknown key \(did you mean addresses\?\)/);
  });

  it.each(["constructor", "toString", "__proto__"])(
    "is found by the name %s, which every object inherits",
    async (key) => {
      const [issue] = await issuesOf(`spec:\n  network:\n    ${key}: { a: 1 }\n`);
      expect(issue).toContain(`5:5 spec.network.${key}: unknown key`);
    },
  );

  it("has no suggestion when nothing is near", async () => {
    const [issue] = await issuesOf("colour: blue\n");
    expect(issue).toBe("3:1 colour: unknown key; known here: apiVersion, kind, extends, metadata, spec");
  });
});

describe("a key of a map of any keys", () => {
  it.each([
    ["values: { __proto__: a, constructor: b }", "4:13 spec.values.__proto__: is no key: "],
    [
      "machines: [{ name: web, metadata: { __proto__: a } }]",
      "4:39 spec.machines[web].metadata.__proto__: is no key: ",
    ],
  ])("is never left out: %s", async (written, told) => {
    const issues = await issuesOf(`spec:\n  ${written}\n`);
    expect(issues).toEqual([expect.stringContaining(told)]);
  });
});

describe("a wrong value", () => {
  it.each([
    ["spec:\n  machines: 3\n", "4:13 spec.machines: is the number 3; a list is expected here"],
    [
      "spec:\n  machines: [{ name: web, count: two }]\n",
      '4:34 spec.machines[web].count: is "two"; a number is expected here',
    ],
    [
      "spec:\n  machines: [{ name: web, count: 1.5 }]\n",
      "4:34 spec.machines[web].count: is the number 1.5; a whole number is expected here",
    ],
    [
      "spec:\n  machines: [{ name: web, count: 501 }]\n",
      "4:34 spec.machines[web].count: is the number 501; at most 500",
    ],
    ["spec:\n  machines: [{ name: web, count: -1 }]\n", "4:34 spec.machines[web].count: is the number -1; at least 0"],
    ["spec:\n  machines: [{ count: 2 }]\n", "4:14 spec.machines[0].name: is missing; text is expected here"],
    ["spec:\n  cloud: { kind: gpc }\n", '4:18 spec.cloud.kind: is "gpc" (did you mean gcp?); allowed: local, gcp'],
    ["spec:\n  cloud: gcp\n", '4:10 spec.cloud: is "gcp"; a map is expected here'],
    ["spec:\n  network: { nat: maybe }\n", '4:19 spec.network.nat: is "maybe"; allowed: true or false, or a map'],
    [
      "spec:\n  clusters: [{ name: main, version: 1.30 }]\n",
      '4:37 spec.clusters[main].version: is the number 1.30; text is expected here; put it in quotes: "1.30"',
    ],
    [
      "spec:\n  clusters: [{ name: main }]\n  sync: { interval: 30 }\n",
      "5:21 spec.sync.interval: is the number 30; text is expected here; write a duration, such as 30s, 5m or 1h",
    ],
    [
      "spec:\n  machines: [{ name: 1 }]\n",
      "4:22 spec.machines[0].name: is the number 1; text is expected here; a name starts with a small letter, goes on with small letters, digits and hyphens, and has at most 63 characters",
    ],
    [
      "metadata: { labels: { port: 8080 } }\n",
      '3:29 metadata.labels.port: is the number 8080; text is expected here; put it in quotes: "8080"',
    ],
    [
      "metadata: { labels: { ratio: 1.5 } }\n",
      "3:30 metadata.labels.ratio: is the number 1.5; text is expected here; a label's value has small letters, digits, _ and -, and at most 63 characters",
    ],
    [
      'spec:\n  machines: [{ name: web, count: "3" }]\n',
      '4:34 spec.machines[web].count: is "3"; a number is expected here; write 3, without quotes',
    ],
    [
      'spec:\n  machines: [{ name: web, count: "999" }]\n',
      '4:34 spec.machines[web].count: is "999"; a number is expected here',
    ],
    [
      "spec:\n  network: { cidr: 10.0.0.0 }\n",
      '4:20 spec.network.cidr: is "10.0.0.0"; write an IPv4 block, such as 10.4.0.0/16, or only its size, such as /16, to have one planned',
    ],
    [
      "spec:\n  values: { a-b: x }\n",
      "4:13 spec.values.a-b: is no key: manifests refer to it as ${name}, so it starts with a letter and goes on with letters, digits and _",
    ],
    [
      "spec:\n  machines: [{ name: web, machineType: huge }]\n",
      '4:40 spec.machines[web].machineType: is "huge"; write a machine type: family, kind and size, such as e2-medium, n2-standard-4 or e2-custom-4-8192',
    ],
    [
      "spec:\n  network: { firewall: [{ name: a, allow: [] }] }\n",
      "4:43 spec.network.firewall[a].allow: is a list of 0; at least 1 entry",
    ],
  ])("in %j is %s", async (spec, issue) => {
    expect(await issuesOf(spec)).toContain(issue);
  });

  it.each(["Web", "1web", "web-", "web_1", "w".repeat(64)])("as the name %s is refused with the rule", async (name) => {
    expect(await issuesOf(`spec:\n  machines: [{ name: ${name} }]\n`)).toEqual([
      `4:22 spec.machines[${name}].name: is "${name}"; a name starts with a small letter, goes on with small letters, digits and hyphens, and has at most 63 characters`,
    ]);
  });

  it("does not hide the others: all issues are reported at once", async () => {
    const issues = await issuesOf(
      "spec:\n  cloud: { kind: gpc, regoin: x }\n  machines: [{ name: Web, count: two }]\n",
    );
    expect(issues.map((issue) => issue.split(" ")[1])).toEqual([
      "spec.cloud.kind:",
      "spec.cloud.regoin:",
      "spec.machines[Web].name:",
      "spec.machines[Web].count:",
    ]);
  });

  it("of the head is reported too", async () => {
    const issues = await issuesIn({ "dev/environment.yaml": "apiVersion: v1\nspec: {}\n" });
    expect(issues).toEqual([
      "dev/environment.yaml:1:1 kind: is missing; allowed: Environment, Profile",
      'dev/environment.yaml:1:13 apiVersion: is "v1"; allowed: groundwork.dev/v1',
    ]);
  });
});
