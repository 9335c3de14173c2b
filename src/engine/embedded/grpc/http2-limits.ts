/** Flow-control window in bytes: larger than nearly every message, so that a sender rarely waits for a WINDOW_UPDATE. */
export const windowSize = 4 * 1024 * 1024;

/**
 * Node closes a session that holds more than this in memory, in megabytes; its default of 10 is smaller than one large message.
 * Pulumi limits messages to 400 MB.
 */
export const messageLimits = { maxSessionMemory: 4_096 } as const;
