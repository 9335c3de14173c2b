/**
 * What differs from what is wanted and is accepted, with its owner, a reason and a last day: `environments/exceptions.yaml`.
 *
 * In:   a tree of files.
 * Out:  {@link Exception}s, or every issue of the file with its position.
 * Must not know: what is compared, and how.
 */
export { exceptionsJsonSchema } from "./document.ts";
export { type Exception, type ExceptionFrom, exceptionsPath, isExpired } from "./exception.ts";
export { type ExceptionFacts, readExceptions } from "./read-exceptions.ts";
