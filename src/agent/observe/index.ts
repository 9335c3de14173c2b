/**
 * How the agent is looked at: events, metrics, probes.
 *
 * In:   what happened, in words and numbers.
 * Out:  {@link EventRecorder}, {@link Metrics}, {@link serveEndpoint}.
 * Must not know: why anything happened.
 */
export { serveEndpoint } from "./endpoint.ts";
export { type AgentEvent, EventRecorder } from "./event-recorder.ts";
export { Metrics } from "./metrics.ts";
