/**
 * The events of a running deployment, in the shape of Pulumi's engine events.
 *
 * In:   steps, diagnostics.
 * Out:  {@link EventStream}: numbered events without a secret in them.
 * Must not know: who listens.
 */
export { EventStream } from "./event-stream.ts";
