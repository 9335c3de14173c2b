import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Claimant, claimantOf, contentsOf, type Reading, standingOf } from "../../../src/agent/claims/index.ts";
import { entryOf, type InventoryItem, itemOf } from "../../../src/agent/inventory/index.ts";
import type { KubernetesObject } from "../../../src/kubernetes/client/index.ts";

const space: InventoryItem = { namespace: "", name: "n", group: "", kind: "Namespace", version: "v1" };
const definition: InventoryItem = {
  namespace: "",
  name: "widgets.example.com",
  group: "apiextensions.k8s.io",
  kind: "CustomResourceDefinition",
  version: "v1",
};
const inSpace: InventoryItem = { namespace: "n", name: "c", group: "", kind: "ConfigMap", version: "v1" };
const elsewhere: InventoryItem = { namespace: "m", name: "c", group: "", kind: "ConfigMap", version: "v1" };
const widget: InventoryItem = { namespace: "m", name: "w", group: "example.com", kind: "Widget", version: "v1" };
const universe = new Map(
  [space, definition, inSpace, elsewhere, widget].map((item) => [entryOf(item).id, item] as const),
);
const ids = [...universe.keys()];
const keys = ["x/a", "x/b", "y/c"] as const;

const liveOf = ({ group, version, kind, name, namespace }: InventoryItem): KubernetesObject => ({
  apiVersion: group === "" ? version : `${group}/${version}`,
  kind,
  metadata: { name, ...(namespace !== "" && { namespace }) },
  ...(kind === "CustomResourceDefinition" && { spec: { group: "example.com", names: { kind: "Widget" } } }),
});
const contents = (id: string) => contentsOf(liveOf(universe.get(id) ?? space));
const goesWith = (id: string): readonly string[] =>
  ids.filter((other) => other === id || contents(id).has(universe.get(other) ?? space));

/** One Kustomization of a history: what Git says, what its agent has read of that, and what its status says. */
interface Member {
  declared: ReadonlySet<string>;
  revision: number;
  reading: Reading | undefined;
  inventory: Set<string>;
  deleting: boolean;
}

const objectOf = (key: string, { inventory, deleting }: Member): KubernetesObject => {
  const [namespace = "", name = ""] = key.split("/");
  const entries = [...inventory].map((id) => ({ id, v: "v1" }));
  return {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name, namespace, generation: 1, ...(deleting && { deletionTimestamp: "2026-01-01T00:00:00Z" }) },
    status: { observedGeneration: 1, conditions: [{ type: "Ready", status: "True" }], inventory: { entries } },
  };
};

class History {
  readonly members = new Map<string, Member>();
  readonly cluster = new Set<string>();
  /** What was deleted although it was declared at that moment. */
  readonly lost: string[] = [];
  readonly #oneAgent: boolean;

  constructor(oneAgent: boolean) {
    this.#oneAgent = oneAgent;
  }

  /** Replaces what a Kustomization declares; `undefined` removes the Kustomization. */
  declare(key: string, declared: ReadonlySet<string> | undefined): void {
    const member = this.members.get(key);
    if (declared === undefined) {
      if (member !== undefined) Object.assign(member, { deleting: true, declared: new Set() });
    } else if (member === undefined)
      this.members.set(key, { declared, revision: 1, reading: undefined, inventory: new Set(), deleting: false });
    else if (!member.deleting) Object.assign(member, { declared, revision: member.revision + 1 });
  }

  /** One pass, in the phases between which other Kustomizations' passes may run. */
  *pass(key: string): Generator<void, void> {
    const member = this.members.get(key);
    if (member === undefined) return;
    const wanted = new Set(member.declared);
    const at = `${member.revision}`;
    if (!member.deleting) {
      member.reading = { at, entries: [...wanted].map((id) => ({ id, v: "v1" })), holdsInventory: false };
      for (const id of wanted) member.inventory.add(id);
      yield;
      for (const id of wanted) this.#apply(id);
    }
    yield;
    const stale = [...member.inventory].filter((id) => !wanted.has(id));
    const rest = yield* this.#prune(key, stale);
    member.inventory = new Set([...wanted, ...rest.undecided]);
    yield;
    const again = yield* this.#prune(key, rest.left);
    for (const id of again.undecided) member.inventory.add(id);
    if (member.deleting && member.inventory.size === 0) this.members.delete(key);
  }

  settle(): void {
    for (let round = 0; round < 6; round += 1) for (const key of keys) for (const _ of this.pass(key)) continue;
  }

  /** The objects that have to be in the cluster in the end. */
  required(): ReadonlySet<string> {
    return new Set([...this.members.values()].flatMap(({ declared }) => [...declared]));
  }

  readonly #versions = new Map<string, number>();
  #apply(id: string): void {
    this.cluster.add(id);
    this.#versions.set(id, (this.#versions.get(id) ?? 0) + 1);
  }

  *#prune(
    asking: string,
    stale: readonly string[],
  ): Generator<void, { readonly undecided: readonly string[]; readonly left: readonly string[] }> {
    const seen = new Map(stale.filter((id) => this.cluster.has(id)).map((id) => [id, this.#versions.get(id)]));
    yield;
    const claimants = this.#claimants(asking);
    const undecided: string[] = [];
    const left: string[] = [];
    for (const id of stale) {
      if (!this.cluster.has(id)) continue;
      const item = itemOf({ id, v: "v1" }) ?? space;
      const standing = standingOf(item, { contents: contents(id), owner: undefined }, claimants);
      yield;
      if (standing.is === "declared") left.push(id);
      else if (standing.is !== "deletable" || seen.get(id) !== this.#versions.get(id)) undecided.push(id);
      else this.#delete(id);
    }
    return { undecided, left };
  }

  #delete(id: string): void {
    const gone = goesWith(id).filter((one) => this.cluster.has(one));
    for (const one of gone) {
      this.cluster.delete(one);
      if (this.#oneAgent && this.required().has(one)) this.lost.push(one);
    }
  }

  #claimants(asking: string): readonly Claimant[] {
    return [...this.members].flatMap(([key, member]) => {
      const { reading, revision } = member;
      const own = this.#oneAgent || key === asking;
      const observed = own ? ({ by: "agent", at: `${revision}`, reading } as const) : ({ by: "status" } as const);
      const claimant = claimantOf(objectOf(key, member), observed);
      return claimant === undefined ? [] : [claimant];
    });
  }
}

const declaration = fc.option(
  fc.subarray(ids).map((some) => new Set(some)),
  { nil: undefined, freq: 5 },
);
const act = fc.tuple(fc.constantFrom(...keys), declaration);
const containers = ids.filter((id) => goesWith(id).length > 1);
const kept = (history: History): readonly string[] => {
  const required = history.required();
  return [...history.cluster].filter((id) => !(containers.includes(id) && !required.has(id))).toSorted();
};

describe("what no inventory and no declaration has", () => {
  it("alone is deleted, over any history of declarations, renames and deletions that one agent works on", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(act, fc.constantFrom(...keys)), { maxLength: 25 }), (steps) => {
        const history = new History(true);
        for (const step of steps) {
          if (typeof step !== "string") history.declare(...step);
          else for (const _ of history.pass(step)) continue;
        }
        history.settle();
        expect(kept(history)).toEqual([...history.required()].toSorted());
        const left = containers.filter((id) => history.cluster.has(id));
        const needless = left.filter((id) => !goesWith(id).some((one) => history.required().has(one)));
        expect({ needless, lost: history.lost }).toEqual({ needless: [], lost: [] });
      }),
      { numRuns: 500 },
    );
  });

  it("is gone in the end, and all else there, when passes of several agents interleave in any way", () => {
    const scheduled = fc.tuple(fc.array(act, { minLength: 1, maxLength: 8 }), fc.array(fc.nat(2), { maxLength: 120 }));
    fc.assert(
      fc.property(scheduled, ([acts, schedule]) => {
        const history = new History(false);
        const running = new Map<string, Generator<void, void>>();
        const queue = [...acts];
        for (const [index, turn] of schedule.entries()) {
          const next = index % 9 === 0 ? queue.shift() : undefined;
          if (next !== undefined) history.declare(...next);
          const key = keys[turn] ?? keys[0];
          const pass = running.get(key) ?? history.pass(key);
          if (pass.next().done === true) running.delete(key);
          else running.set(key, pass);
        }
        for (const pass of running.values()) for (const _ of pass) continue;
        history.settle();
        expect(kept(history)).toEqual([...history.required()].toSorted());
      }),
      { numRuns: 500 },
    );
  });
});

describe("an object that its Kustomization dropped", () => {
  const other = (change: object) =>
    claimantOf(
      {
        apiVersion: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        metadata: { name: "b", namespace: "x", generation: 3 },
        ...change,
      },
      { by: "status" },
    );
  const ready = { observedGeneration: 3, conditions: [{ type: "Ready", status: "True" }] };
  const having = (...entries: unknown[]) => ({ status: { ...ready, inventory: { entries } } });
  const id = entryOf(elsewhere);

  it.each([
    ["another inventory has it", having(id), "declared"],
    ["another inventory has it in another version of its API", having({ ...id, v: "v2" }), "declared"],
    [
      "another inventory has it and was noted before its kind was known",
      having({ id: "_c__ConfigMap", v: "v1" }),
      "declared",
    ],
    ["the other inventory is empty", having(), "deletable"],
    ["there is no other inventory yet", { status: {} }, "deletable"],
    ["there is no status yet", {}, "deletable"],
    [
      "the other Kustomization is being deleted",
      { ...having(id), metadata: { name: "b", namespace: "x", deletionTimestamp: "2026-01-01T00:00:00Z" } },
      "deletable",
    ],
    ["an id of the other inventory is not understood", having({ id: "what", v: "v1" }), "unknown"],
    ["an entry of the other inventory has no id", having({ v: "v1" }), "unknown"],
    ["the other inventory is no list", { status: { inventory: { entries: "none" } } }, "unknown"],
    ["the other inventory is no object", { status: { inventory: 7 } }, "unknown"],
    ["the other status is no object", { status: "fine" }, "unknown"],
  ])("is judged when %s", (_, change, wanted) => {
    const claimant = other(change);
    const standing = standingOf(
      elsewhere,
      { contents: contentsOf(liveOf(elsewhere)), owner: undefined },
      claimant === undefined ? [] : [claimant],
    );
    expect(standing.is).toBe(wanted);
  });

  it("is judged by the words of what could not be read, where these say what that may declare", () => {
    const object = other({ status: ready }) && { metadata: { namespace: "x", name: "b" }, status: ready };
    const hiding = (text: string) => {
      const mayHide = (marks: readonly string[]) => marks.some((mark) => text.includes(mark));
      const reading = { at: "now", entries: [], holdsInventory: false, problem: "b.yaml is not understood", mayHide };
      const claimant = claimantOf(object as unknown as KubernetesObject, { by: "agent", at: "now", reading });
      return claimant === undefined ? [] : [claimant];
    };
    const judged = (live: KubernetesObject, text: string) =>
      standingOf(elsewhere, { contents: contentsOf(live), owner: undefined }, hiding(text)).is;
    const definition = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "widgets.example.com" },
      spec: { group: "example.com", names: { kind: "Widget" } },
    };
    expect(judged(liveOf(elsewhere), "kind: ConfigMap, name: other")).toBe("deletable");
    expect(judged(liveOf(elsewhere), `kind: ConfigMap, name: my-${elsewhere.name}`)).toBe("unknown");
    expect(judged(definition, "apiVersion: example.org/v1")).toBe("deletable");
    expect(judged(definition, "apiVersion: example.com/v1, kind: Widget")).toBe("unknown");
    expect(judged({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } }, "namespace: shop")).toBe(
      "unknown",
    );
  });

  it.each([
    ["has not finished", { status: { ...ready, observedGeneration: 2 } }, "unknown"],
    ["failed", { status: { ...ready, conditions: [{ type: "Ready", status: "False" }] } }, "unknown"],
    ["has finished without it", { status: ready }, "deletable"],
    ["is suspended", { spec: { suspend: true }, status: {} }, "deletable"],
  ])("and that carries the labels of another one is judged when that one %s", (_, change, wanted) => {
    const claimant = other(change);
    if (claimant === undefined) throw new Error("a claimant");
    expect(standingOf(elsewhere, { contents: { has: () => false, marks: [] }, owner: "x/b" }, [claimant]).is).toBe(
      wanted,
    );
  });
});
