/**
 * The fault plan: which calls to the simulated APIs fail, end late or are not answered, because a test says so.
 *
 * In:   faults as a command or a test gives them; calls as the cloud gets them; the home's folder.
 * Out:  {@link FaultPlan}, which decides by a call's operation, type and names; {@link noFaults}.
 * Must not know: the store, resource types' rules, HTTP.
 * On disk: `faults.json`, with how often each fault has met a call, so that a restart changes nothing.
 */
export type { CalledOperation, CloudCall, Fault, FaultRequest } from "./fault.ts";
export { FaultPlan, type Faults, type MetFault, noFaults } from "./fault-plan.ts";
