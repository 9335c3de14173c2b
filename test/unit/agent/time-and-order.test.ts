import { describe, expect, it } from "vitest";
import { stageOf } from "../../../src/agent/apply/index.ts";
import { milliseconds } from "../../../src/agent/flux/index.ts";
import { leaseMove } from "../../../src/agent/leader/index.ts";
import { isContested, withCorrection } from "../../../src/agent/reconcile/contention.ts";
import { holdsSecret, masked, secretValues } from "../../../src/kubernetes/applied/index.ts";
import { parseRevision, revisionText, withConditions } from "../../../src/kubernetes/flux/index.ts";

describe("durations of Flux's objects", () => {
  it.each([
    ["1m30s", 90_000],
    ["500ms", 500],
    ["1h", 3_600_000],
    ["1.5s", 1500],
    ["1m0s", 60_000],
    ["5", undefined],
    ["", undefined],
    ["1d", undefined],
    ["5us", undefined],
  ])("%s is %s", (text, ms) => {
    expect(milliseconds(text)).toBe(ms);
  });
});

describe("revisions", () => {
  it("are read as they were written", () => {
    const commit = "a".repeat(40);
    for (const label of ["main", "refs/heads/x", "v1@2", ""])
      expect(parseRevision(revisionText({ label, commit }))).toEqual({ label, commit });
    expect(parseRevision("main/abc")).toBeUndefined();
  });
});

describe("conditions", () => {
  const at = (second: number) => ({ generation: 1, now: new Date(second * 1000) });
  const ready = { type: "Ready", status: "True", reason: "A", message: "m" } as const;

  it("keep the time of their last change of status", () => {
    const first = withConditions([], [ready], at(1));
    const second = withConditions(first, [{ ...ready, message: "other" }], at(2));
    expect(second[0]).toMatchObject({ message: "other", lastTransitionTime: first[0]?.lastTransitionTime });
    const third = withConditions(second, [{ ...ready, status: "False" }], at(3));
    expect(third[0]?.lastTransitionTime).toBe("1970-01-01T00:00:03Z");
  });
});

describe("the order of applying", () => {
  it.each([
    ["v1", "Namespace", "definitions"],
    ["apiextensions.k8s.io/v1", "CustomResourceDefinition", "definitions"],
    ["storage.k8s.io/v1", "StorageClass", "classes"],
    ["v1", "Secret", "configuration"],
    ["apps/v1", "Deployment", "workloads"],
    ["example.com/v1", "Namespace", "workloads"],
    ["admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "webhooks"],
  ])("puts %s %s among %s", (apiVersion, kind, stage) => {
    expect(stageOf({ apiVersion, kind })).toBe(stage);
  });
});

describe("corrections", () => {
  it("stop for a while on an object that another writer keeps changing back", () => {
    const many = [0, 1, 2, 3, 4].reduce<readonly number[]>((list, at) => withCorrection(list, at), []);
    expect(isContested(many, 10)).toBe(true);
    expect(isContested(many, 61_000)).toBe(false);
    expect(isContested(many.slice(1), 10)).toBe(false);
  });
});

describe("the lease", () => {
  const held = { spec: { holderIdentity: "other", leaseDurationSeconds: 15 }, seenAt: 0 };

  it("is created, renewed, waited for and taken when it has run out on our own clock", () => {
    expect(leaseMove(undefined, "me", 0)).toEqual({ move: "create" });
    expect(leaseMove({ ...held, spec: { holderIdentity: "me" } }, "me", 0)).toEqual({ move: "renew" });
    expect(leaseMove(held, "me", 14_999)).toEqual({ move: "wait", holder: "other" });
    expect(leaseMove(held, "me", 15_000)).toEqual({ move: "take" });
    expect(leaseMove({ ...held, spec: { holderIdentity: "" } }, "me", 0)).toEqual({ move: "take" });
  });
});

describe("secrets in messages", () => {
  it("are hidden as they are and in base64", () => {
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "s" },
      stringData: { a: "hunter2" },
      data: { b: "c2VjcmV0" },
    };
    const values = secretValues([
      secret,
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c" }, data: { d: "open" } },
    ]);
    expect(masked("hunter2 aHVudGVyMg== secret c2VjcmV0 open", values)).toBe("*** *** *** *** open");
  });

  it("are hidden as servers and JSON quote them, and so are variables in them", () => {
    const secrets = ['a"b\nc\\d_é<x>\u0001', "pass${WORD_1:=other}word", "plain-word"];
    for (const [text, shown] of [
      [String.raw`Invalid value: "a\"b\nc\\d_é<x>\x01": must`, 'Invalid value: "***": must'],
      [String.raw`{"host":"a\"b\nc\\d_é\u003cx\u003e\u0001"}`, '{"host":"***"}'],
      [JSON.stringify(secrets[0]), '"***"'],
      ["${WORD_1} has no value, nor has plain-word", "${***} has no value, nor has ***"],
      ["WORD_1:=other", "***"],
    ] as const) {
      expect(masked(text, secrets)).toBe(shown);
      expect(holdsSecret(text, secrets)).toBe(true);
    }
    expect(holdsSecret("nothing of it", secrets)).toBe(false);
  });
});
