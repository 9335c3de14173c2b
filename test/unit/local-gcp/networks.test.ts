import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorld, type TestWorld } from "./world.ts";

const NETWORK = "gcp:compute/network:Network";
const SUBNETWORK = "gcp:compute/subnetwork:Subnetwork";

let world: TestWorld;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

describe("a network", () => {
  it("has the id, link and number that GCP gives it", async () => {
    const { id, outputs } = await world.program.create(NETWORK, "n", { name: "main", autoCreateSubnetworks: false });
    expect(id).toBe("projects/p/global/networks/main");
    expect(outputs).toMatchObject({
      selfLink: "https://www.googleapis.com/compute/v1/projects/p/global/networks/main",
      networkId: expect.stringMatching(/^\d{19}$/),
      routingMode: "REGIONAL",
      mtu: 1460,
      autoCreateSubnetworks: false,
      project: "p",
    });
  });

  it("cannot be made twice", async () => {
    await world.program.create(NETWORK, "n", { name: "main" });
    await expect(world.program.create(NETWORK, "n", { name: "main" })).rejects.toMatchObject({
      code: "local-already-exists",
      message: expect.stringContaining("409 alreadyExists: projects/p/global/networks/main exists already"),
    });
  });

  it("cannot be deleted while a subnetwork or a cluster is in it", async () => {
    const network = await world.program.create(NETWORK, "n", { name: "main", autoCreateSubnetworks: false });
    const subnet = await world.program.create(SUBNETWORK, "s", {
      name: "nodes",
      network: network.id,
      ipCidrRange: "10.0.0.0/20",
    });
    await expect(world.provider.delete(network.subject)).rejects.toThrow(
      "projects/p/global/networks/main is used by projects/p/regions/europe-west3/subnetworks/nodes. Delete that first.",
    );
    await world.provider.delete(subnet.subject);
    await world.provider.delete(network.subject);
    expect(world.store.count).toBe(0);
  });

  it("must be named by RFC 1035", async () => {
    expect(await world.program.failures(NETWORK, { name: "Main_1" })).toEqual([
      { property: "name", reason: expect.stringMatching(/RFC 1035.*it is "Main_1"/) },
    ]);
  });
});

describe("a subnetwork", () => {
  const create = (name: string, ipCidrRange: string, secondary: string[] = []) =>
    world.program.create(SUBNETWORK, name, {
      name,
      ipCidrRange,
      network: "main",
      secondaryIpRanges: secondary.map((range, index) => ({ rangeName: `r${index}`, ipCidrRange: range })),
    });

  beforeEach(async () => {
    await world.program.create(NETWORK, "n", { name: "main", autoCreateSubnetworks: false });
  });

  it("answers with its network's link and its gateway", async () => {
    const { outputs } = await create("nodes", "10.0.16.0/20");
    expect(outputs).toMatchObject({
      network: "https://www.googleapis.com/compute/v1/projects/p/global/networks/main",
      gatewayAddress: "10.0.16.1",
      region: "europe-west3",
      purpose: "PRIVATE",
    });
  });

  it.each([
    ["its range inside another's", "10.0.0.0/24", [], "ipCidrRange", "10.0.0.0/24 overlaps with 10.0.0.0/16"],
    ["its range around another's", "10.0.0.0/8", [], "ipCidrRange", "10.0.0.0/8 overlaps with 10.0.0.0/16"],
    [
      "a secondary range in another's",
      "10.9.0.0/24",
      ["10.0.128.0/17"],
      "secondaryIpRanges",
      "overlaps with 10.0.0.0/16",
    ],
    ["its range in another's secondary", "10.1.2.0/24", [], "ipCidrRange", "10.1.2.0/24 overlaps with 10.1.0.0/16"],
  ])("is refused with %s", async (_, range, secondary, property, reason) => {
    await create("first", "10.0.0.0/16", ["10.1.0.0/16"]);
    await expect(create("second", range, secondary)).rejects.toThrow(
      new RegExp(`${property} of .*second ${reason.includes("overlaps") ? ".*" : ""}${reason.replaceAll(".", "\\.")}`),
    );
  });

  it.each([
    ["10.0.0.1/24", "10.0.0.1/24 has host bits set; the range is 10.0.0.0/24"],
    ["10.0.0.0/30", "must have a prefix of /4 to /29; it is 10.0.0.0/30"],
    ["10.0.0/24", "must be an IPv4 range such as 10.0.0.0/20; it is 10.0.0/24"],
  ])("is refused with the range %s", async (ipCidrRange, reason) => {
    expect(await world.program.failures(SUBNETWORK, { name: "s", network: "main", ipCidrRange })).toEqual([
      { property: "ipCidrRange", reason },
    ]);
  });

  it("may have the range of a subnetwork in another network", async () => {
    await create("first", "10.0.0.0/16");
    await world.program.create(NETWORK, "n", { name: "other", autoCreateSubnetworks: false });
    const second = { name: "second", network: "other", ipCidrRange: "10.0.0.0/16" };
    await expect(world.program.create(SUBNETWORK, "second", second)).resolves.toMatchObject({ type: SUBNETWORK });
  });

  it("needs its network, and names the nearest one", async () => {
    await expect(
      world.program.create(SUBNETWORK, "s", { name: "s", network: "mian", ipCidrRange: "10.0.0.0/20" }),
    ).rejects.toThrow(
      /404 notFound: network of .* names mian, which does not exist. There is projects\/p\/global\/networks\/main/,
    );
  });

  it("grows in place and is replaced when it shrinks", async () => {
    const { subject, inputs, outputs } = await create("nodes", "10.0.0.0/20");
    const diff = (ipCidrRange: string) =>
      world.provider.diff(subject, {
        oldInputs: inputs,
        oldOutputs: outputs,
        news: { ...inputs, ipCidrRange },
        ignoreChanges: [],
      });
    expect(await diff("10.0.0.0/19")).toMatchObject({ changes: "some", replaces: [] });
    expect(await diff("10.0.0.0/21")).toMatchObject({
      replaces: ["ipCidrRange"],
      detailedDiff: { ipCidrRange: { kind: "update-replace", inputDiff: true } },
      deleteBeforeReplace: true,
    });
  });
});

describe("addresses", () => {
  it("are given from a range that nobody routes, each once", async () => {
    const made = await Promise.all(
      ["a", "b", "c"].map((name) => world.program.create("gcp:compute/address:Address", name, { name })),
    );
    const addresses = made.map(({ outputs }) => String(outputs["address"]));
    expect(new Set(addresses).size).toBe(3);
    for (const address of addresses) expect(address).toMatch(/^198\.(18|19)\./);
  });

  it("of private services access get blocks that do not overlap", async () => {
    await world.program.create(NETWORK, "n", { name: "main", autoCreateSubnetworks: false });
    const block = (name: string) =>
      world.program.create("gcp:compute/globalAddress:GlobalAddress", name, {
        name,
        purpose: "VPC_PEERING",
        addressType: "INTERNAL",
        prefixLength: 16,
        network: "main",
      });
    expect((await block("a")).outputs["address"]).toBe("10.255.0.0");
    expect((await block("b")).outputs["address"]).toBe("10.254.0.0");
  });

  it("inside a subnetwork start after those that GCP keeps", async () => {
    await world.program.create(NETWORK, "n", { name: "main", autoCreateSubnetworks: false });
    await world.program.create(SUBNETWORK, "s", { name: "s", network: "main", ipCidrRange: "10.0.0.0/24" });
    const inside = { addressType: "INTERNAL", subnetwork: "s" };
    const first = await world.program.create("gcp:compute/address:Address", "a", { name: "a", ...inside });
    const second = await world.program.create("gcp:compute/address:Address", "b", { name: "b", ...inside });
    expect([first.outputs["address"], second.outputs["address"]]).toEqual(["10.0.0.2", "10.0.0.3"]);
    await expect(
      world.program.create("gcp:compute/address:Address", "c", { name: "c", ...inside, address: "10.0.0.3" }),
    ).rejects.toThrow("10.0.0.3 is in use by projects/p/regions/europe-west3/addresses/b");
  });
});

describe("a firewall rule", () => {
  it.each([
    [{ allows: [{ protocol: "tcp", ports: ["99999"] }] }, "allows[0].ports[0]", "must be a port or a range"],
    [{ allows: [{ protocol: "icmp", ports: ["1"] }] }, "allows[0].ports", "cannot be given for the protocol icmp"],
    [{ allows: [{ protocol: "tcp" }], denies: [{ protocol: "udp" }] }, "denies", "either allows or denies"],
    [{ sourceRanges: ["10.0.0.1/8"], allows: [{ protocol: "tcp" }] }, "sourceRanges[0]", "the range is 10.0.0.0/8"],
    [{ direction: "EGRESS", sourceTags: ["a"], allows: [{ protocol: "tcp" }] }, "sourceTags", "EGRESS"],
  ])("is refused as %j", async (inputs, property, reason) => {
    expect(
      await world.program.failures("gcp:compute/firewall:Firewall", { name: "f", network: "n", ...inputs }),
    ).toEqual([{ property, reason: expect.stringContaining(reason) }]);
  });
});
