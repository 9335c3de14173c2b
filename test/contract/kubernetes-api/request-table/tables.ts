import { access } from "./access.ts";
import { applies } from "./applies.ts";
import { definitions } from "./definitions.ts";
import type { RequestTable } from "./exchange.ts";
import { otherKinds } from "./other-kinds.ts";
import { patches } from "./patches.ts";
import { podVolumes } from "./pod-volumes.ts";
import { pods } from "./pods.ts";
import { reads } from "./reads.ts";
import { ruleCosts } from "./rule-costs.ts";
import { ruleLibraries } from "./rule-libraries.ts";
import { ruleTable } from "./rules.ts";
import { tokens } from "./tokens.ts";
import { typedValues } from "./typed-values.ts";
import { watches } from "./watches.ts";
import { workloads } from "./workloads.ts";
import { writes } from "./writes.ts";

/** All that is asked of both servers. */
export const requestTables: readonly RequestTable[] = [
  pods,
  podVolumes,
  workloads,
  otherKinds,
  writes,
  patches,
  applies,
  reads,
  definitions,
  ruleTable,
  typedValues,
  ruleLibraries,
  ruleCosts,
  watches,
  tokens,
  access,
];
