/**
 * Git's objects as they lie in a repository's folder, read with Node's own zlib.
 *
 * In:   the folder of a repository, ids of objects.
 * Out:  {@link PackedObjects}, {@link readLooseObject}; {@link treeEntries} and {@link treeOfCommit} of what they hold. `undefined` wherever
 *       the caller's other reader has to look: for what is of another format, damaged or nowhere.
 * Must not know: references, remotes, who asks: the driver and the sync agent both read with it.
 */
export { readLooseObject } from "./loose-object.ts";
export { PackedObjects } from "./packed-objects.ts";
export { type StoredObject, treeOfCommit } from "./stored-object.ts";
export { impossibleName, isPlainName, kindOf, type TreeEntry, treeEntries } from "./tree-entries.ts";
