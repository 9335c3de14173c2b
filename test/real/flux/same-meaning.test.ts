import { mkdtemp } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { describeWith, realExecutables } from "../executables.ts";
import { applying } from "./cases/applying.ts";
import { decrypted, undecryptable } from "./cases/decryption.ts";
import { failing } from "./cases/failing.ts";
import { health } from "./cases/health.ts";
import { moves } from "./cases/moves.ts";
import { ownership } from "./cases/ownership.ts";
import { reading, unreadable } from "./cases/reading.ts";
import { refusedSubstitution, substitution } from "./cases/substitution.ts";
import { BothAgents, type Observed, type Outcome, type Swapped } from "./index.ts";

const quick = [...applying, ...ownership, ...reading, ...substitution, ...decrypted, ...moves, ...failing];
/** They come last and alone: one that cannot be read holds up deletions, and each pass of Flux over one that waits takes 30 s and more. */
const apart = [...unreadable, ...refusedSubstitution, ...undecryptable, ...health];
const cases = [...quick, ...apart];
const found = realExecutables("etcd", "kubeApiServer", "sourceController", "kustomizeController");
const nothing: Outcome = { flux: [], ours: [] };

/** All cases are played before the first test: three minutes on an idle machine. */
const longest = 1_200_000;

/** What of a cluster is compared with the other one. */
const comparable = ({ kustomizations, inventories, objects }: Observed) => ({ kustomizations, inventories, objects });
/** These objects. */
const only = (observed: Observed | undefined, ids: readonly string[]) => ({
  uids: Object.fromEntries(ids.map((id) => [id, observed?.uids[id]])),
  objects: Object.fromEntries(ids.map((id) => [id, observed?.objects[id]])),
});
const ends = (observed: readonly Observed[]) =>
  observed.map(({ kustomizations }) => Object.values(kustomizations).join("; "));

describeWith("Flux", "our agent gives the same objects, owners, inventory and status", found, (executables) => {
  let both: BothAgents;
  let outcomes: ReadonlyMap<string, Outcome>;
  let handedOver: Swapped;
  let handedBack: Swapped;
  beforeAll(async () => {
    both = await BothAgents.start(executables(), await mkdtemp(path.join(inject("runFolder"), "flux-")));
    outcomes = await both.play(quick);
    handedOver = await both.swap(quick, outcomes);
    handedBack = await both.swap(quick, outcomes);
    outcomes = new Map([...outcomes, ...(await both.play(apart))]);
  }, longest);
  afterAll(async () => await both?.stop());

  it.each(cases.filter(({ intended }) => intended === undefined))("$title ($id)", ({ id }) => {
    const { flux, ours } = outcomes.get(id) ?? nothing;
    expect(flux.length).toBeGreaterThan(0);
    for (const [round, theirs] of flux.entries()) {
      const mine = ours[round];
      // Shown where they differ.
      const context = { round: round + 1, said: { flux: theirs.messages, ours: mine?.messages } };
      expect({ ...context, ...(mine && comparable(mine)) }).toEqual({ ...context, ...comparable(theirs) });
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
      expect({ id, uids: ours.at(-1)?.uids }).toEqual({ id, uids: ours[0]?.uids });
    }
  });

  it.each(quick)("keeps its objects when it is handed over and back ($id)", ({ id }) => {
    for (const side of ["flux", "ours"] as const) {
      const before = outcomes.get(id)?.[side].at(-1);
      const kept = Object.keys(before?.uids ?? {});
      for (const [when, seen] of Object.entries({ over: handedOver, back: handedBack })) {
        const after = seen.get(id)?.[side];
        const context = { begunBy: side, handed: when };
        expect({ ...context, ...only(after, kept) }).toEqual({ ...context, ...only(before, kept) });
      }
    }
  });
});
