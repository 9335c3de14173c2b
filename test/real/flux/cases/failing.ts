import type { Case } from "../case.ts";
import { configMap, deployment, manifest } from "./manifests.ts";

export const failing: readonly Case[] = [
  {
    title: "names an invalid value",
    id: "invalid-value",
    rounds: [{ files: { "a.yaml": configMap("a", {}), "b.yaml": deployment("b", { replicas: -1 }) } }],
    intended: {
      why: "one invalid object stops no other",
      flux: ["False ReconciliationFailed"],
      ours: ["False ReconciliationFailed"],
    },
  },
  {
    title: "names a value of a wrong type",
    id: "wrong-type",
    rounds: [
      {
        files: {
          "a.yaml": configMap("a", {}),
          "b.yaml": deployment("b", {}, { ports: [{ containerPort: "eighty" }] }),
        },
      },
    ],
    intended: {
      why: "one invalid object stops no other",
      flux: ["False ReconciliationFailed"],
      ours: ["False ReconciliationFailed"],
    },
  },
  {
    title: "names a variable that is declared twice",
    id: "doubled-key",
    rounds: [
      {
        files: {
          "a.yaml": configMap("a", {}),
          "b.yaml": deployment(
            "b",
            {},
            {
              env: [
                { name: "A", value: "1" },
                { name: "A", value: "2" },
              ],
            },
          ),
        },
      },
    ],
    intended: {
      why: "one invalid object stops no other",
      flux: ["False ReconciliationFailed"],
      ours: ["False ReconciliationFailed"],
    },
  },
  {
    title: "names a kind that is not served",
    id: "unknown-kind",
    rounds: [{ files: { "a.yaml": configMap("a", {}), "b.yaml": manifest("nothing.example/v1", "Nothing", "b") } }],
    intended: {
      why: "one invalid object stops no other",
      flux: ["False ReconciliationFailed"],
      ours: ["False ReconciliationFailed"],
    },
  },
  {
    title: "says that an immutable field cannot be changed, and does nothing to the object",
    id: "immutable",
    rounds: [
      { files: { "a.yaml": manifest("v1", "ConfigMap", "a", { data: { k: "1" }, immutable: true }) } },
      { files: { "a.yaml": manifest("v1", "ConfigMap", "a", { data: { k: "2" }, immutable: true }) } },
    ],
  },
  {
    title: "waits for what it depends on",
    id: "depends",
    kustomizations: {
      first: { path: "./cases/depends/first" },
      second: { path: "./cases/depends/second", dependsOn: [{ name: "depends-first" }] },
    },
    rounds: [{ files: { "first/a.yaml": configMap("a", {}), "second/b.yaml": configMap("b", {}) } }],
  },
  {
    title: "deletes nothing when prune is off",
    id: "prune-off",
    kustomizations: { "": { prune: false } },
    rounds: [
      { files: { "a.yaml": configMap("a", {}), "b.yaml": configMap("b", {}) } },
      { files: { "a.yaml": configMap("a", {}) } },
    ],
    lookAt: ["b"],
  },
  {
    title: "keeps an object whose file moves to another folder",
    id: "moved-between-folders",
    rounds: [
      { files: { "one/a.yaml": configMap("a", { k: "1" }) } },
      { files: { "two/a.yaml": configMap("a", { k: "1" }) } },
    ],
  },
];
