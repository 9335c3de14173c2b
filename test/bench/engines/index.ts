/**
 * The embedded engine beside the Pulumi CLI: the same programs, the same provider, the same machine, one after the other.
 *
 * In:   words that choose scenarios, how often each is run.
 * Out:  {@link compareEngines}: medians, a table for people, the goals that were missed.
 * Must not know: what else is measured.
 */
export { compareEngines, type EngineFigures, engineScenarioNames } from "./compare-engines.ts";
