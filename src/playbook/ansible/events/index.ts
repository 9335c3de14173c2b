/**
 * What `data/ansible/groundwork_events.py` writes of a run.
 *
 * In:   lines of JSON.
 * Out:  {@link PlaybookEvent}; {@link followPlaybook}: all of a run by plays and batches; {@link whyUntried}: of which versions.
 * Must not know: what an event means for a machine.
 */
export { type EventOf, type OutcomeEvent, type PlaybookEvent, parseEvents } from "./event.ts";
export { type FollowedPlaybook, followPlaybook, type PlayBatch, type TaskResult } from "./follow-playbook.ts";
export { whyUntried } from "./tried-versions.ts";
