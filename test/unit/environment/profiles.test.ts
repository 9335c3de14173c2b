import { describe, expect, it } from "vitest";
import { environmentIn, issuesIn, profile } from "./written.ts";

const small = profile(`metadata:
  labels: { size: small, tier: test }
spec:
  network:
    cidr: /20
    firewall:
      - { name: web, allow: [tcp:80], ranges: [0.0.0.0/0], targetTags: [web, front] }
      - { name: ssh, allow: [tcp:22], ranges: [35.235.240.0/20] }
  machines:
    - { name: web, count: 2, tags: [web] }
  sync: { interval: 5m }
  clusters:
    - { name: main, nodePools: [{ name: default }] }
`);

describe("a file over its profile", () => {
  it("merges maps key by key, and its own values win", async () => {
    const { labels, network } = await environmentIn(
      {
        "_profiles/small.yaml": small,
        dev: "extends: ../_profiles/small.yaml\nmetadata: { labels: { size: big } }\nspec: { network: { mtu: 1500 } }\n",
      },
      "dev",
    );
    expect(labels).toEqual({ size: "big", tier: "test" });
    expect(network.mtu).toBe(1500);
    expect(network.range.prefixLength).toBe(20);
  });

  it("merges lists of named things by name, the profile's first and in its order", async () => {
    const { network } = await environmentIn(
      {
        "_profiles/small.yaml": small,
        dev: "extends: ../_profiles/small.yaml\nspec: { network: { firewall: [{ name: db, allow: [tcp:5432] }, { name: ssh, priority: 7 }] } }\n",
      },
      "dev",
    );
    expect(network.firewall.map(({ name, priority }) => [name, priority])).toEqual([
      ["web", 1000],
      ["ssh", 7],
      ["db", 1000],
    ]);
    expect(network.firewall[1]?.protocols).toEqual([{ protocol: "tcp", ports: ["22"] }]);
  });

  it("replaces other lists as a whole", async () => {
    const { network } = await environmentIn(
      {
        "_profiles/small.yaml": small,
        dev: "extends: ../_profiles/small.yaml\nspec: { network: { firewall: [{ name: web, targetTags: [other] }] } }\n",
      },
      "dev",
    );
    expect(network.firewall[0]?.targetTags).toEqual(["other"]);
  });

  it("takes away what it sets to null, and named things with remove: true", async () => {
    const { network, sync, machines } = await environmentIn(
      {
        "_profiles/small.yaml": small,
        dev: "extends: ../_profiles/small.yaml\nspec:\n  sync:\n  machines: ~\n  network: { cidr: null, firewall: [{ name: web, remove: true }] }\n",
      },
      "dev",
    );
    expect(network.range.prefixLength).toBe(16);
    expect(network.firewall.map(({ name }) => name)).toEqual(["ssh"]);
    expect(sync?.intervalSeconds).toBe(60);
    expect(machines).toEqual([]);
  });

  it("empties a list of named things with an empty list", async () => {
    const { machines } = await environmentIn(
      { "_profiles/small.yaml": small, dev: "extends: ../_profiles/small.yaml\nspec: { machines: [] }\n" },
      "dev",
    );
    expect(machines).toEqual([]);
  });

  it("does not hide that it names something twice", async () => {
    const issues = await issuesIn({
      "_profiles/small.yaml": small,
      dev: "extends: ../_profiles/small.yaml\nspec: { machines: [{ name: web, count: 3 }, { name: web, count: 4 }] }\n",
    });
    expect(issues).toEqual([
      expect.stringContaining(
        "dev/environment.yaml:4:53 spec.machines[web].name: web stands here twice; first at dev/environment.yaml:4:28",
      ),
    ]);
  });

  it("is laid over every profile of a chain, the nearest last", async () => {
    const { labels, machines } = await environmentIn(
      {
        "_profiles/small.yaml": small,
        "_profiles/large.yaml": profile(
          "extends: ./small.yaml\nmetadata: { labels: { size: large } }\nspec: { machines: [{ name: web, count: 9 }] }\n",
        ),
        dev: "extends: ../_profiles/large.yaml\nspec: { machines: [{ name: web, machineType: n2-standard-2 }] }\n",
      },
      "dev",
    );
    expect(labels).toEqual({ size: "large", tier: "test" });
    expect(machines[0]).toMatchObject({ name: "web", count: 9, machineType: "n2-standard-2", tags: ["web"] });
  });
});

describe("a profile that cannot be used", () => {
  it("is named with those that there are, when it is missing", async () => {
    expect(await issuesIn({ "_profiles/small.yaml": small, dev: "extends: ../_profiles/smal.yaml\n" })).toEqual([
      'dev/environment.yaml:3:10 extends: no profile at "../_profiles/smal.yaml" (did you mean ../_profiles/small.yaml?); there are ../_profiles/small.yaml',
    ]);
  });

  it("is refused when profiles extend each other in a circle, once for each file of the circle", async () => {
    const issues = await issuesIn({
      "_profiles/a.yaml": profile("extends: ./b.yaml\n"),
      "_profiles/b.yaml": profile("extends: ./a.yaml\n"),
      dev: "extends: ../_profiles/a.yaml\n",
      test: "extends: ../_profiles/b.yaml\n",
    });
    expect(issues).toHaveLength(2);
    expect(issues[0]).toContain("_profiles/a.yaml:3:10 extends: profiles extend each other in a circle: ");
    expect(issues[1]).toContain("_profiles/b.yaml:3:10 extends: profiles extend each other in a circle: ");
  });

  it("is refused when it extends itself", async () => {
    expect(await issuesIn({ "_profiles/a.yaml": profile("extends: ./a.yaml\n") })).toEqual([
      "_profiles/a.yaml:3:10 extends: profiles extend each other in a circle: _profiles/a.yaml -> _profiles/a.yaml; take one of these extends out",
    ]);
  });

  it("is refused outside of the environments' folder", async () => {
    const [issue] = await issuesIn({ dev: "extends: ../../secrets.yaml\n" });
    expect(issue).toContain('extends: "../../secrets.yaml" lies outside of ');
  });

  it("is not another environment", async () => {
    expect(await issuesIn({ base: "", dev: "extends: ../base/environment.yaml\n" })).toEqual([
      'dev/environment.yaml:3:10 extends: "../base/environment.yaml" is an environment; only profiles (kind: Profile) can be extended',
    ]);
  });

  it("has its faults reported once, in its own file, however many environments extend it", async () => {
    const issues = await issuesIn({
      "_profiles/small.yaml": profile("spec: { machines: [{ name: web, count: many }] }\n"),
      one: "extends: ../_profiles/small.yaml\n",
      two: "extends: ../_profiles/small.yaml\n",
    });
    expect(issues).toEqual([
      '_profiles/small.yaml:3:40 spec.machines[web].count: is "many"; a number is expected here',
    ]);
  });

  it("is checked also when nothing extends it", async () => {
    expect(await issuesIn({ "_profiles/unused.yaml": profile("spec: { sinc: {} }\n") })).toEqual([
      expect.stringContaining("_profiles/unused.yaml:3:9 spec.sinc: unknown key (did you mean sync?)"),
    ]);
  });

  it("has something to remove where an entry says so", async () => {
    expect(await issuesIn({ dev: "spec: { machines: [{ name: web, remove: true }] }\n" })).toEqual([
      'dev/environment.yaml:3:20: no profile has a "web" here to remove; take this entry out, or correct its name',
    ]);
  });
});
