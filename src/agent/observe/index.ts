/**
 * How the agent is looked at: events, metrics, probes.
 *
 * In:   what happened, in words and numbers.
 * Out:  {@link EventRecorder}, {@link Metrics}, {@link serveEndpoint}, {@link listening}.
 * Must not know: why anything happened.
 */
export { type Endpoint, listening, serveEndpoint } from "./endpoint.ts";
export { type AgentEvent, EventRecorder } from "./event-recorder.ts";
export { Metrics } from "./metrics.ts";
