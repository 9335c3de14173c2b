import * as z from "zod";
import { layersInOrder, type Problem, type StateLookedAt, type UndeclaredStack } from "../../change/index.ts";
import {
  type DriftVerdict,
  driftVerdict,
  type Finding,
  type FleetDrift,
  findingsOf,
  type LayerDrift,
  verdictOfEnvironment,
} from "../../drift/index.ts";

/** What `groundwork drift --json` prints. Within a version members are added, never changed. It holds no value of any property. */
export interface DriftJson {
  readonly kind: "drift";
  readonly version: 1;
  readonly commit: string;
  readonly at: string;
  readonly local: boolean;
  /** Where the stacks are kept that were looked at, and how many hold resources. */
  readonly states: readonly StateLookedAt[];
  /** The loudest of all: `unknown` before `diverged` before `in-sync`. */
  readonly verdict: DriftVerdict;
  readonly environments: readonly {
    readonly name: string;
    readonly verdict: DriftVerdict;
    /** What is wrong with its declaration. */
    readonly problem?: Problem;
    readonly layers: readonly LayerDrift[];
  }[];
  /** Stacks with resources that the commit does not declare; absent where there are none, and where environments were named. */
  readonly undeclared?: readonly UndeclaredStack[];
  /** The same difference of several environments once. Also those that do not count: accepted ones, and noise. */
  readonly findings: readonly Finding[];
}

const text = z.string();
const texts = z.array(text);
const verdict = z.enum(["unknown", "diverged", "in-sync"]);
const layer = z.enum(layersInOrder);
const entry = z.looseObject({ actor: text, at: text, action: text.optional() });
const cause = z.discriminatedUnion("kind", [
  z.looseObject({ kind: z.literal("changed-outside"), by: entry.optional() }),
  z.looseObject({ kind: z.enum(["not-applied", "noise", "unexplained"]) }),
]);
const difference = z.looseObject({
  environment: text,
  layer,
  subject: text,
  change: z.enum(["changed", "missing", "surplus"]),
  paths: texts,
  cause,
  follows: text.optional(),
  accepted: z.looseObject({ owner: text, reason: text, until: text, expired: z.literal(true).optional() }).optional(),
});
const document = z.looseObject({
  kind: z.literal("drift"),
  version: z.literal(1),
  commit: text,
  at: z.iso.datetime(),
  local: z.boolean(),
  states: z.array(z.looseObject({ location: text, stacks: z.number().optional() })),
  environments: z.array(
    z.looseObject({
      name: text,
      problem: z
        .looseObject({
          code: text,
          kind: z.enum(["invalid", "refused", "failed", "unknown"]),
          message: text,
          details: texts,
        })
        .optional(),
      layers: z.array(
        z.looseObject({
          layer,
          verdict,
          changing: z.literal(true).optional(),
          detail: text,
          problems: texts,
          differences: z.array(difference),
          notes: texts.optional(),
        }),
      ),
    }),
  ),
  undeclared: z
    .array(z.looseObject({ name: text, kind: z.enum(["removed", "orphan", "unknown"]), because: text }))
    .optional(),
});

/** The comparison in the text of a {@link DriftJson}. @throws {Error} for text that is none */
export function driftIn(content: string): FleetDrift {
  const json: unknown = JSON.parse(content);
  document.parse(json);
  const { commit, at, local, states, environments, undeclared } = json as DriftJson;
  return {
    ...(undeclared && { undeclared }),
    commit,
    at,
    local,
    states,
    environments: environments.map(({ name, problem, layers }) => ({
      environment: name,
      ...(problem && { problem }),
      layers,
    })),
  };
}

export function driftJson(drift: FleetDrift): DriftJson {
  const { commit, at, local, states, environments } = drift;
  return {
    kind: "drift",
    version: 1,
    commit,
    at,
    local,
    states,
    verdict: driftVerdict(drift),
    environments: environments.map((each) => ({
      name: each.environment,
      verdict: verdictOfEnvironment(each),
      ...(each.problem && { problem: each.problem }),
      layers: each.layers,
    })),
    ...(drift.undeclared && { undeclared: drift.undeclared }),
    findings: findingsOf(drift),
  };
}
