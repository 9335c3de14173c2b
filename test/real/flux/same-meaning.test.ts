import { mkdtemp } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { describeWith, realExecutables } from "../executables.ts";
import { applying } from "./cases/applying.ts";
import { failing } from "./cases/failing.ts";
import { health } from "./cases/health.ts";
import { ownership } from "./cases/ownership.ts";
import { reading } from "./cases/reading.ts";
import { refusedSubstitution, substitution } from "./cases/substitution.ts";
import { BothAgents, type Outcome } from "./index.ts";

const cases = [...applying, ...ownership, ...reading, ...substitution, ...refusedSubstitution, ...failing, ...health];
const found = realExecutables("etcd", "kubeApiServer", "sourceController", "kustomizeController");

describeWith("Flux", "our agent gives the same objects, owners, inventory and status", found, (executables) => {
  let both: BothAgents;
  let outcomes: ReadonlyMap<string, Outcome>;
  beforeAll(async () => {
    both = await BothAgents.start(executables(), await mkdtemp(path.join(inject("runFolder"), "flux-")));
    outcomes = await both.play(cases);
  });
  afterAll(async () => await both.stop());

  it.each(cases.filter(({ intended }) => intended === undefined))("$title ($id)", ({ id }) => {
    const { flux, ours } = outcomes.get(id) ?? { flux: [], ours: [] };
    for (const [round, theirs] of flux.entries()) {
      const { messages, uids: _, ...comparable } = ours[round] ?? { messages: {} };
      const { messages: said, uids: __, ...wanted } = theirs;
      expect(
        comparable,
        `round ${round + 1}\nFlux: ${JSON.stringify(said)}\nours: ${JSON.stringify(messages)}`,
      ).toEqual(wanted);
    }
  });

  it.each(cases.flatMap(({ intended, ...rest }) => (intended === undefined ? [] : [{ ...rest, intended }])))(
    "$title ($id), where ours differs: $intended.why",
    ({ id, intended }) => {
      const { flux, ours } = outcomes.get(id) ?? { flux: [], ours: [] };
      const ends = (observed: Outcome["flux"]) =>
        observed.map(({ kustomizations }) => Object.values(kustomizations).join("; "));
      expect({ flux: ends(flux), ours: ends(ours) }).toEqual({ flux: intended.flux, ours: intended.ours });
    },
  );
});
