import { expect, it } from "vitest";
import { type ResourceDifference, withConsequences } from "../../../src/drift/index.ts";
import { needsIn } from "../../../src/engine/index.ts";

const difference = (name: string, more: object = {}): ResourceDifference => ({
  environment: "dev",
  layer: "infrastructure",
  subject: name,
  urn: `urn:pulumi:dev::p::t::${name}`,
  change: "changed",
  paths: ["size"],
  cause: { kind: "changed-outside" },
  ...more,
});
const gone = { change: "missing", paths: [] };
const derived = { isDerived: true };
const resource = (name: string, dependencies: readonly string[] = [], more: object = {}) => ({
  urn: `urn:pulumi:dev::p::t::${name}`,
  dependencies: dependencies.map((each) => `urn:pulumi:dev::p::t::${each}`),
  ...more,
});
const follows = (found: readonly ResourceDifference[], resources: readonly object[]) =>
  withConsequences(found, needsIn({ version: 3, deployment: { resources } })).map(({ follows }) => follows);

it("names for what would be replaced the resource that was changed, over resources between that are the same", () => {
  const found = [difference("network"), difference("machine", derived)];
  expect(
    follows(found, [resource("network"), resource("subnet", ["network"]), resource("machine", ["subnet"])]),
  ).toEqual([undefined, "network"]);
});

it("names of a chain of deleted resources the first", () => {
  const found = [difference("machine", gone), difference("subnet", gone), difference("network", gone)];
  expect(
    follows(found, [resource("network"), resource("subnet", ["network"]), resource("machine", ["subnet"])]),
  ).toEqual(["network", "network", undefined]);
});

it("names the first of a chain also where a resource needs it directly and through another one", () => {
  const found = [difference("cluster", gone), difference("definition", gone), difference("agent", gone)];
  const resources = [
    resource("cluster"),
    resource("provider", ["cluster"]),
    resource("definition", ["provider"]),
    resource("agent", ["provider", "definition"]),
  ];
  expect(follows(found, resources)).toEqual([undefined, "cluster", "cluster"]);
});

it("names the cluster for objects by its provider, which is configured by the cluster", () => {
  const provider = "urn:pulumi:dev::p::pulumi:providers:kubernetes::main";
  const found = [difference("cluster", gone), difference("object", gone)];
  const resources = [
    resource("cluster"),
    { urn: provider, dependencies: [found[0]?.urn] },
    resource("object", [], { provider: `${provider}::0123` }),
  ];
  expect(follows(found, resources)).toEqual([undefined, "cluster"]);
});

it("names nothing for a resource that was changed itself, and for one that is gone and needs none that is", () => {
  const found = [difference("network"), difference("machine"), difference("subnet", gone)];
  const resources = [resource("network"), resource("machine", ["network"]), resource("subnet", ["network"])];
  expect(follows(found, resources)).toEqual([undefined, undefined, undefined]);
});

it("comes to an end where resources need each other", () => {
  const found = [difference("a", gone), difference("b", gone)];
  expect(follows(found, [resource("a", ["b"]), resource("b", ["a"])]).length).toBe(2);
});
