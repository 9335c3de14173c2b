/**
 * What `groundwork doctor` checks: the machine, the repository, the tools that the driver starts.
 *
 * In:   the repository, the Pulumi CLI and the local cloud, as far as they say how they are.
 * Out:  {@link diagnose}: a `CheckResult` each. It starts nothing and changes nothing. {@link fix} installs what a check misses.
 * Must not know: adapters, flows, terminals.
 */
export { diagnose } from "./diagnose.ts";
export { fix } from "./fix.ts";
