import { definitionOf } from "../../../scenario/agent-harness/index.ts";
import type { Case } from "../case.ts";
import { configMap, manifest, together } from "./manifests.ts";

const yaml = (name: string, data: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n${data}`;
/** A resource of a kind that takes any value. */
const anything = (name: string, value: string): string =>
  `apiVersion: values.example/v1\nkind: Thing\nmetadata:\n  name: ${name}\nspec:\n  value: ${value}\n`;

const things = definitionOf("values.example", "Thing", {
  type: "object",
  "x-kubernetes-preserve-unknown-fields": true,
});

/** Each is a resource of its own, so that one which is refused hides no other. */
const scalars: Readonly<Record<string, string>> = {
  "octal-old": "0644",
  "octal-new": "0o17",
  hexadecimal: "0x1F",
  binary: "0b11",
  underscore: "1_000",
  "large-integer": "9007199254740993",
  "largest-integer": "9223372036854775807",
  exponent: "12e3",
  float: "1.50",
  "word-yes": "yes",
  "word-on": "on",
  "word-y": "y",
  "word-true": "True",
  tilde: "~",
  date: "2024-01-01",
  "date-quoted": '"2024-01-01"',
  "octal-quoted": '"0644"',
  sexagesimal: "1:30",
  version: "1.10.0",
  "bytes-tagged": "!!binary aGk=",
  "text-tagged": "!!str 123",
};

export const reading: readonly Case[] = [
  {
    title: "reads scalars as Flux's parser does",
    id: "scalars",
    rounds: [
      {
        files: {
          "definition.yaml": things,
          ...Object.fromEntries(
            Object.entries(scalars).map(([name, value]) => [`${name}.yaml`, anything(name, value)]),
          ),
        },
      },
    ],
  },
  {
    title: "reads anchors, merge keys, lists, several documents, comments and Windows' line ends",
    id: "documents",
    rounds: [
      {
        files: {
          "list.yaml": `apiVersion: v1\nkind: List\nitems:\n- ${configMap("in-list", { k: "1" })}\n- ${configMap("in-list-too", {})}\n`,
          "many.yaml": `---\n# nothing\n---\n${configMap("first", {})}\n---\n\n---\n${configMap("second", {})}\n...\n`,
          "anchors.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: anchored\n  labels: &l {a: b}\n  annotations:\n    <<: *l\n    c: d\n`,
          "windows.yaml": yaml("windows", "  k: |\n    one\n    two\n").replaceAll("\n", "\r\n"),
          "empty.yaml": "",
          ".hidden.yaml": configMap("hidden", {}),
          "sub/folder/deep.yaml": configMap("deep", {}),
          "notes.txt": "no manifest",
        },
      },
    ],
  },
  {
    title: "leaves out JSON files, local configuration, and kustomize's own kinds under other names",
    id: "left-out",
    rounds: [
      {
        files: {
          "a.yaml": configMap("a", {}),
          "b.json": configMap("b", {}),
          "local.yaml": configMap("local", {}, { annotations: { "config.kubernetes.io/local-config": "true" } }),
        },
      },
    ],
    lookAt: ["b", "local"],
  },
  {
    title: "builds a folder with a kustomization, and its patches",
    id: "kustomization",
    rounds: [
      {
        files: {
          "kustomization.yaml":
            "resources: [base]\nnamePrefix: web-\ncommonAnnotations: {a: b}\npatches:\n- patch: |-\n    - op: add\n      path: /data/k\n      value: patched\n  target: {kind: ConfigMap}\n",
          "base/kustomization.yaml": "resources: [a.yaml]\n",
          "base/a.yaml": configMap("a", { k: "1" }),
        },
      },
    ],
  },
  {
    title: "adds prefix, suffix, images and patches that the Kustomization asks for",
    id: "built",
    kustomizations: {
      "": {
        namePrefix: "pre-",
        nameSuffix: "-post",
        images: [{ name: "registry.example/app", newTag: "2.0.0" }],
        patches: [
          { patch: "- op: add\n  path: /metadata/labels\n  value: {patched: 'yes'}\n", target: { kind: "ConfigMap" } },
        ],
      },
    },
    rounds: [
      {
        files: {
          "a.yaml": together(
            configMap("a", {}),
            manifest("v1", "Pod", "web", {
              spec: { containers: [{ name: "main", image: "registry.example/app:1.0.0" }] },
            }),
          ),
        },
      },
    ],
  },
  {
    title: "says that its folder is missing, and deletes nothing",
    id: "no-folder",
    rounds: [{ files: { "a.yaml": configMap("a", {}) } }, { files: {} }],
  },
  {
    title: "drops what the server alone writes",
    id: "server-fields",
    rounds: [
      {
        files: {
          "a.yaml": manifest(
            "v1",
            "ConfigMap",
            "a",
            { data: {} },
            { creationTimestamp: null, generation: 7, managedFields: [] },
          ),
          "b.yaml": manifest("v1", "Service", "b", { spec: { ports: [{ port: 80 }] }, status: { loadBalancer: {} } }),
        },
      },
    ],
  },
];

/** They keep our agent from deleting what left Git, since they may declare it. */
export const unreadable: readonly Case[] = [
  {
    title: "stops at two files that declare one object",
    id: "twice",
    rounds: [
      {
        files: {
          "a.yaml": configMap("a", { k: "1" }),
          "b.yaml": configMap("a", { k: "2" }),
          "c.yaml": configMap("c", {}),
        },
      },
    ],
    intended: {
      why: "the rest of the environment is applied",
      flux: ["False BuildFailed"],
      ours: ["False BuildFailed"],
    },
  },
  {
    title: "stops at a file that is no YAML",
    id: "no-yaml",
    rounds: [{ files: { "a.yaml": configMap("a", {}), "b.yaml": "kind: [unclosed\n" } }],
    intended: {
      why: "the rest of the environment is applied",
      flux: ["False BuildFailed"],
      ours: ["False BuildFailed"],
    },
  },
];
