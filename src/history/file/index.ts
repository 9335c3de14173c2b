/**
 * The history port as files in a folder.
 *
 * In:   a folder, made when the first record is written.
 * Out:  {@link fileHistory}.
 * Must not know: what a record is used for.
 */
export { fileHistory } from "./file-history.ts";
