/**
 * The history port as commits on `refs/notes/groundwork` of the repository's remote.
 *
 * In:   a clone, the name of its remote, the environment that Git's credentials come from.
 * Out:  {@link gitNotesHistory}.
 * Must not know: what a record is used for, forges.
 */
export { gitNotesHistory } from "./git-notes-history.ts";
