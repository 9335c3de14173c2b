import { mkdtemp } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { describeWith, realExecutables } from "../executables.ts";
import { applying } from "./cases/applying.ts";
import { failing } from "./cases/failing.ts";
import { health } from "./cases/health.ts";
import { moves } from "./cases/moves.ts";
import { ownership } from "./cases/ownership.ts";
import { reading } from "./cases/reading.ts";
import { refusedSubstitution, substitution } from "./cases/substitution.ts";
import { BothAgents, type Observed, type Outcome } from "./index.ts";

const cases = [
  ...applying,
  ...ownership,
  ...reading,
  ...substitution,
  ...refusedSubstitution,
  ...moves,
  ...failing,
  ...health,
];
const found = realExecutables("etcd", "kubeApiServer", "sourceController", "kustomizeController");
const nothing: Outcome = { flux: [], ours: [] };

/** What of a cluster is compared with the other one. */
const comparable = ({ kustomizations, inventories, objects }: Observed) => ({ kustomizations, inventories, objects });
const ends = (observed: readonly Observed[]) =>
  observed.map(({ kustomizations }) => Object.values(kustomizations).join("; "));

describeWith("Flux", "our agent gives the same objects, owners, inventory and status", found, (executables) => {
  let both: BothAgents;
  let outcomes: ReadonlyMap<string, Outcome>;
  beforeAll(async () => {
    both = await BothAgents.start(executables(), await mkdtemp(path.join(inject("runFolder"), "flux-")));
    outcomes = await both.play(cases);
  });
  afterAll(async () => await both.stop());

  it.each(cases.filter(({ intended }) => intended === undefined))("$title ($id)", ({ id }) => {
    const { flux, ours } = outcomes.get(id) ?? nothing;
    expect(flux.length).toBeGreaterThan(0);
    for (const [round, theirs] of flux.entries()) {
      const mine = ours[round];
      const said = `round ${round + 1}\nFlux: ${JSON.stringify(theirs.messages)}\nours: ${JSON.stringify(mine?.messages)}`;
      expect(mine && comparable(mine), said).toEqual(comparable(theirs));
    }
  });

  it.each(cases.flatMap(({ intended, ...rest }) => (intended === undefined ? [] : [{ ...rest, intended }])))(
    "$title ($id), and ours differs: $intended.why",
    ({ id, intended }) => {
      const { flux, ours } = outcomes.get(id) ?? nothing;
      expect({ flux: ends(flux), ours: ends(ours) }).toEqual({ flux: intended.flux, ours: intended.ours });
    },
  );

  it("makes no object anew that moves from one Kustomization to another", () => {
    for (const { id } of moves) {
      const { ours } = outcomes.get(id) ?? nothing;
      expect(ours.at(-1)?.uids, id).toEqual(ours[0]?.uids);
    }
  });

  it("takes every environment over from Flux, and gives it back, with no object deleted or made anew", async () => {
    const handed = await both.swap(cases, outcomes);
    const back = await both.swap(cases, outcomes);
    for (const { id } of cases) {
      const { flux, ours } = outcomes.get(id) ?? nothing;
      for (const [name, before] of Object.entries({ flux: flux.at(-1), ours: ours.at(-1) })) {
        const side = name as keyof Outcome;
        expect([handed.get(id)?.[side].uids, back.get(id)?.[side].uids], `${id}, begun by ${name}`).toEqual([
          before?.uids,
          before?.uids,
        ]);
        expect(handed.get(id)?.[side].objects, `${id}, begun by ${name}`).toEqual(before?.objects);
        expect(back.get(id)?.[side].objects, `${id}, begun by ${name}, given back`).toEqual(before?.objects);
      }
    }
  });
});
