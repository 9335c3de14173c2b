/**
 * Git's object database as it lies on disk: loose objects, and packs with their deltas.
 *
 * In:   the folder `objects` of a clone, an object's id.
 * Out:  {@link StoredObjects}: the object's bytes, proven by its id; {@link parseTree}, {@link parseCommit}.
 * Must not know: references, worktrees, who asks.
 *
 * Our own, because isomorphic-git probes the file system and unpacks in JavaScript anew for every object, which took a
 * quarter of a preview, and reads whole packs into memory, which a long history makes large.
 */
export { parseCommit, parseTag, parseTree } from "./parse-objects.ts";
export type { ObjectType, StoredObject } from "./stored-object.ts";
export { NoSuchObject, StoredObjects } from "./stored-objects.ts";
