/** What either side may send before the other has taken it: as much as nearly every message has, so that nobody waits. */
export const windowSize = 4 * 1024 * 1024;

/**
 * Node ends a connection that holds more than this in memory, in megabytes. Pulumi limits messages to 400 MB; a resource that
 * was accepted once has to go through again, whatever its size.
 */
export const messageLimits = { maxSessionMemory: 4_096 } as const;
