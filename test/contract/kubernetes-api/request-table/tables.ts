import type { RequestTable } from "./exchange.ts";
import { otherKinds } from "./other-kinds.ts";
import { podVolumes } from "./pod-volumes.ts";
import { pods } from "./pods.ts";
import { workloads } from "./workloads.ts";

/** All that is asked of both servers. */
export const requestTables: readonly RequestTable[] = [pods, podVolumes, workloads, otherKinds];
