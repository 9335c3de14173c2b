import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AddressPlan, planAddresses } from "../../../src/desired/index.ts";
import { neededRanges } from "../../../src/desired/wanted-ranges.ts";
import { type AddressBook, Cidr, type Environment } from "../../../src/environment/index.ts";
import { cluster, emptyEnvironment, environment, environments } from "./arbitrary.ts";

const cidr = (text: string): Cidr => Cidr.parse(text) ?? Cidr.holding(0, 0);
const emptyBook: AddressBook = { pool: cidr("10.0.0.0/8"), environments: new Map() };

/** The book after everything that was planned has been recorded. */
function recorded(plan: AddressPlan, book = emptyBook): AddressBook {
  return { ...book, environments: new Map([...plan.environments].map(([name, { ranges }]) => [name, ranges])) };
}

function asText(plan: AddressPlan): Record<string, Record<string, string>> {
  return Object.fromEntries(
    [...plan.environments].map(([name, { ranges }]) => [
      name,
      Object.fromEntries([...ranges].map(([key, range]) => [key, range.text])),
    ]),
  );
}

function withNetwork(name: string, network: Partial<Environment["network"]>): Environment {
  return environment(name, { network: { ...emptyEnvironment.network, ...network } });
}

describe("planned addresses", () => {
  it("fit: every range has its size and lies in its network, and every network in the pool", () => {
    fc.assert(
      fc.property(environments, (fleet) => {
        const plan = planAddresses(fleet, emptyBook);
        expect(plan.issues).toEqual([]);
        for (const environment of fleet) {
          const ranges = plan.environments.get(environment.name)?.ranges;
          for (const { key, wanted } of neededRanges(environment)) {
            expect(ranges?.get(key)?.prefixLength).toBe(wanted.prefixLength);
            expect(ranges?.get("network")?.contains(ranges.get(key) ?? cidr("0.0.0.0/0"))).toBe(true);
          }
          expect(emptyBook.pool.contains(ranges?.get("network") ?? cidr("0.0.0.0/0"))).toBe(true);
        }
      }),
    );
  });

  it("never overlap, within a network and between networks", () => {
    fc.assert(
      fc.property(environments, (fleet) => {
        const plan = planAddresses(fleet, emptyBook);
        const networks = [...plan.environments.values()].flatMap(({ ranges }) => ranges.get("network") ?? []);
        expect(overlapsIn(networks)).toEqual([]);
        for (const { ranges } of plan.environments.values()) {
          expect(overlapsIn([...ranges].filter(([key]) => key !== "network").map(([, range]) => range))).toEqual([]);
        }
      }),
    );
  });

  it("are the same every time, whatever the order of environments, subnets and clusters", () => {
    fc.assert(
      fc.property(environments, (fleet) => {
        const reversed = fleet.toReversed().map((environment) => ({
          ...environment,
          clusters: environment.clusters.toReversed(),
          network: { ...environment.network, subnets: environment.network.subnets.toReversed() },
        }));
        expect(asText(planAddresses(reversed, emptyBook))).toEqual(asText(planAddresses(fleet, emptyBook)));
      }),
    );
  });

  it("never move once they are recorded, whatever is added", () => {
    fc.assert(
      fc.property(environments, environments, (before, added) => {
        const old = planAddresses(before, emptyBook);
        const names = new Set(before.map(({ name }) => name));
        const after = [...before.map(grown), ...added.filter(({ name }) => !names.has(name))];
        const now = planAddresses(after, recorded(old));
        for (const [name, { ranges }] of old.environments) {
          for (const [key, range] of ranges) expect(now.environments.get(name)?.ranges.get(key)?.text).toBe(range.text);
        }
        expect(overlapsIn([...now.environments.values()].flatMap(({ ranges }) => ranges.get("network") ?? []))).toEqual(
          [],
        );
      }),
    );
  });

  it("nearly never move even before they are recorded: a network keeps the block that its name prefers", () => {
    const names = Array.from({ length: 20 }, (_, index) => `customer-${index}`);
    const all = asText(
      planAddresses(
        names.map((name) => withNetwork(name, {})),
        emptyBook,
      ),
    );
    for (const name of names) {
      expect(asText(planAddresses([withNetwork(name, {})], emptyBook))[name]?.["network"]).toBe(all[name]?.["network"]);
    }
  });

  it("say which of them stand in no book yet", () => {
    const dev = withNetwork("dev", {});
    const book = { ...emptyBook, environments: new Map([["dev", new Map([["network", cidr("10.1.0.0/16")]])]]) };
    expect(planAddresses([dev], book).environments.get("dev")?.unrecorded).toEqual(["subnets/main"]);
    expect(planAddresses([dev], recorded(planAddresses([dev], book))).environments.get("dev")?.unrecorded).toEqual([]);
  });
});

describe("where addresses are planned", () => {
  it("inside of a network from its start, the largest first, around what is declared", () => {
    const dev = environment("dev", {
      network: {
        ...emptyEnvironment.network,
        range: { cidr: cidr("10.8.0.0/16"), prefixLength: 16 },
        subnets: [
          {
            name: "a",
            range: { prefixLength: 23 },
            pods: { prefixLength: 18 },
            services: { prefixLength: 24 },
            privateGoogleAccess: true,
          },
          { name: "b", range: { prefixLength: 20 }, privateGoogleAccess: true },
          { name: "c", range: { cidr: cidr("10.8.64.0/20"), prefixLength: 20 }, privateGoogleAccess: true },
        ],
      },
      clusters: [cluster("main")],
    });
    expect(asText(planAddresses([dev], emptyBook))["dev"]).toEqual({
      network: "10.8.0.0/16",
      "subnets/a/pods": "10.8.0.0/18",
      "subnets/c": "10.8.64.0/20",
      "subnets/b": "10.8.80.0/20",
      "subnets/a": "10.8.96.0/23",
      "subnets/a/services": "10.8.98.0/24",
      "clusters/main/controlPlane": "10.8.99.0/28",
    });
  });

  it("around networks that are declared or recorded", () => {
    const pool = cidr("10.0.0.0/15");
    const taken = withNetwork("a", { range: { cidr: cidr("10.0.0.0/16"), prefixLength: 16 } });
    const plan = planAddresses([taken, withNetwork("b", {})], { ...emptyBook, pool });
    expect(asText(plan)["b"]?.["network"]).toBe("10.1.0.0/16");
  });

  it("where environments that are not peered are, once the pool is full", () => {
    const book = { ...emptyBook, pool: cidr("10.0.0.0/15") };
    const fleet = [
      withNetwork("a", { range: { cidr: cidr("10.0.0.0/16"), prefixLength: 16 } }),
      withNetwork("b", { range: { cidr: cidr("10.1.0.0/16"), prefixLength: 16 } }),
      withNetwork("c", { peerings: ["a"] }),
    ];
    const plan = planAddresses(fleet, book);
    expect(plan.issues).toEqual([]);
    expect(asText(plan)["c"]?.["network"]).toBe("10.1.0.0/16");
  });

  it("nowhere when there is no room, which is said with the largest block that is free", () => {
    const book = { ...emptyBook, pool: cidr("10.0.0.0/15") };
    const fleet = [
      withNetwork("a", { range: { cidr: cidr("10.0.0.0/16"), prefixLength: 16 } }),
      withNetwork("b", { range: { cidr: cidr("10.1.0.0/17"), prefixLength: 17 }, peerings: ["a", "c"] }),
      withNetwork("c", {}),
    ];
    expect(
      planAddresses(fleet, book).issues.map(({ environment, key, message }) => [environment, key, message]),
    ).toEqual([
      [
        "c",
        "network",
        "no /16 is free for network in the pool 10.0.0.0/15; the largest free block there is a /17; declare a larger network or smaller ranges",
      ],
    ]);
    const tight = withNetwork("d", {
      range: { prefixLength: 24 },
      subnets: [
        { name: "a", range: { prefixLength: 25 }, privateGoogleAccess: true },
        { name: "b", range: { prefixLength: 24 }, privateGoogleAccess: true },
      ],
    });
    expect(planAddresses([tight], emptyBook).issues[0]?.message).toMatch(
      /^no \/25 is free for subnets\/a in the network's 10\.[\d.]+\/24; nothing is free there; declare/,
    );
  });
});

/** Pairs of neighbours that overlap. */
function overlapsIn(ranges: readonly Cidr[]): readonly string[] {
  const sorted = ranges.toSorted((one, other) => one.first - other.first);
  return sorted.flatMap((range, index) => {
    const before = sorted[index - 1];
    return before?.overlaps(range) ? `${before.text} and ${range.text}` : [];
  });
}

/** The same environment with one more small subnet, as a later change may add it. */
function grown(environment: Environment): Environment {
  const { network } = environment;
  const added = { name: "added", range: { prefixLength: 27 }, privateGoogleAccess: true };
  const has = network.subnets.some(({ name }) => name === added.name);
  return has ? environment : { ...environment, network: { ...network, subnets: [added, ...network.subnets] } };
}
