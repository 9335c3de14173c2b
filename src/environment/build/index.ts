/**
 * From the right shape to a valid environment: defaults that depend on other values, and everything that has to make sense
 * within one environment.
 *
 * In:   a {@link RawEnvironment} and the places of its values.
 * Out:  an `Environment` and {@link Findings}: issues, and the references that it makes to others.
 * Must not know: other environments, files.
 */
export { addressName } from "./address-name.ts";
export { buildEnvironment } from "./build-environment.ts";
export { Findings, issueAt, type WrittenReference } from "./findings.ts";
export { stepsOf } from "./steps.ts";
export { syncFolder } from "./sync.ts";
