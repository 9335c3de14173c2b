import type { Case } from "../case.ts";
import { configMap } from "./manifests.ts";

const given = {
  on: "v",
  empty: "",
  word: "wörd",
  ver: "v1.2.3",
  s: "a-b-c",
  up: "lower",
  path: "a/b/c",
  number: "123",
};

/** One object for each, so that one that fails fails alone in our agent. */
const expressions: Readonly<Record<string, string>> = {
  plain: "x ${on} y",
  "default-unused": "${on:-d}",
  "default-used": "x${gone:-d}",
  "default-of-empty": "x${empty:-d}",
  assigned: "${gone:=d}-${gone:-none}",
  nested: "${gone:-${on}}",
  dollars: "a$$b",
  escaped: "$${on}",
  bare: "$on",
  replaced: "${path//\\//-}",
  "replaced-once": "${s/-/+}",
  upper: "${up^^}",
  "upper-first": "${up^}",
  lower: "${ver,,}",
  sliced: "x${ver:1:3}",
  "sliced-to-end": "${ver:2}",
  "without-prefix": "${ver#v}",
  "without-suffix": "${ver%.*}",
  "without-long-suffix": "${ver%%.*}",
  "without-long-prefix": "${path##*/}",
  length: "n${#word}",
  alternative: "x${on:+alt}",
  "alternative-unset": "x${gone:+alt}",
  question: "x${gone:?text}",
};

export const substitution: readonly Case[] = Object.entries(expressions).map(([name, expression]) => ({
  title: `substitutes ${expression} alike`,
  id: `var-${name}`,
  kustomizations: { "": { postBuild: { substitute: given } } },
  rounds: [{ files: { "a.yaml": configMap("a", { k: expression }) } }],
}));

const refused: Readonly<Record<string, string>> = {
  undefined: "${gone}",
  dashed: "${my-var}",
  "default-unless-unset": "x${empty-d}",
};

/** They keep our agent from deleting what left Git, since they may declare it. */
export const refusedSubstitution: readonly Case[] = Object.entries(refused).map(([name, expression]) => ({
  title: `refuses ${expression}`,
  id: `novar-${name}`,
  kustomizations: { "": { postBuild: { substitute: given } } },
  rounds: [{ files: { "a.yaml": configMap("a", { k: expression }) } }],
}));
