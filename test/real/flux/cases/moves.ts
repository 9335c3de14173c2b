import type { Case, Files } from "../case.ts";
import { configMap, deployment, manifest } from "./manifests.ts";

const two = (id: string) => ({
  one: { path: `./cases/${id}/one` },
  two: { path: `./cases/${id}/two` },
});
const tenIn = (folder: string): Files =>
  Object.fromEntries(
    Array.from({ length: 10 }, (_, n) => [`${folder}/m${n}.yaml`, configMap(`m${n}`, { n: String(n) })]),
  );
const stay: Files = { "one/stays.yaml": configMap("stays-one", {}), "two/stays.yaml": configMap("stays-two", {}) };

const bothApplied = "True ReconciliationSucceeded, applied; True ReconciliationSucceeded, applied";

/** Objects that move between two `Kustomization`s in one commit. */
export const moves: readonly Case[] = [
  {
    title: "loses no object that moves from one Kustomization to another",
    id: "moved",
    kustomizations: two("moved"),
    rounds: [{ files: { ...stay, ...tenIn("one") } }, { files: { ...stay, ...tenIn("two") } }],
    intended: {
      why: "Flux makes some of them anew, and one may be gone until its next pass",
      flux: [bothApplied, bothApplied],
      ours: [bothApplied, bothApplied],
    },
  },
  {
    title: "loses no object of two that swap what they have",
    id: "swapped",
    kustomizations: two("swapped"),
    rounds: [
      {
        files: {
          ...stay,
          "one/web.yaml": deployment("web", { replicas: 0 }),
          "two/map.yaml": manifest("v1", "Secret", "key", { stringData: { k: "not-a-secret" } }),
        },
      },
      {
        files: {
          ...stay,
          "two/web.yaml": deployment("web", { replicas: 0 }),
          "one/map.yaml": manifest("v1", "Secret", "key", { stringData: { k: "not-a-secret" } }),
        },
      },
    ],
  },
];
