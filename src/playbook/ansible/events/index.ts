/**
 * What `data/ansible/groundwork_events.py` writes of a run.
 *
 * In:   lines of JSON.
 * Out:  {@link PlaybookEvent}.
 * Must not know: what an event means for a machine.
 */
export { type EventOf, type OutcomeEvent, type PlaybookEvent, parseEvents } from "./event.ts";
