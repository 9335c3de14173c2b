/**
 * What every folder may use and what knows nothing of environments, stacks or clusters.
 *
 * In:   nothing of this project.
 * Out:  {@link GroundworkError}, {@link Clock}, {@link Logger}, {@link FileTree}, {@link projectRoot}, {@link entryPoint},
 *       {@link ProcessIdentity}, {@link isLoopbackHost}, {@link cleaningUp}, {@link tellingFailure},
 *       {@link parseDuration}, {@link ageText}, {@link WorkQueue}.
 *       `nearest-name.ts` and `highest-tag.ts` are imported by their own names: they load packages that most processes do not need.
 * Must not know: any domain word (environment, stack, cluster, change request), any adapter.
 */
export { addFile, draftsOf } from "./added-file.ts";
export { retryDelay } from "./backoff.ts";
export { cleaningUp, cleaningUpSync, tellingFailure } from "./clean-up.ts";
export { type Clock, systemClock } from "./clock.ts";
export { counted } from "./counted.ts";
export { createdAnew } from "./created-anew.ts";
export { cutShort } from "./cut-short.ts";
export { defined } from "./defined.ts";
export { type DurationUnit, formatDuration, parseDuration } from "./duration.ts";
export { ageText, secondsText } from "./elapsed-time.ts";
export { builtFile, type EntryPoint, entryPoint, projectRoot } from "./entry-point.ts";
export { asClause, asError, clauseOf, type ErrorKind, GroundworkError, kindOf, messageOf } from "./errors.ts";
export { exposition, type Labels, labelText, type Metric, metricHead, sampleLine } from "./exposition.ts";
export {
  completedTree,
  type FileTree,
  type FileTreeEntry,
  folderTree,
  holdingFiles,
  memoryTree,
  overlayTree,
  textIn,
} from "./file-tree.ts";
export { withoutInherited } from "./inherited-descriptors.ts";
export {
  at,
  copyJson,
  isObject,
  type JsonObject,
  listAt,
  listOf,
  numberAt,
  numberOf,
  objectAt,
  objectOf,
  objectsIn,
  sameJson,
  stringOf,
  textAt,
  textOf,
  without,
  withoutValue,
  withValue,
} from "./json.ts";
export { escapedAsByGo, jsonText } from "./json-text.ts";
export { keptPromise, keptPromises } from "./kept-promise.ts";
export { type Logger, silentLogger } from "./logger.ts";
export { isLoopbackHost } from "./loopback-host.ts";
export { type MachineFolder, withoutMachineFolders } from "./machine-folders.ts";
export { memberOf, setMember } from "./members.ts";
export { merged } from "./merged.ts";
export { type Moment, parseMoment } from "./moment.ts";
export { mountLine } from "./mount-line.ts";
export { type NamespaceSettings, namespaceRemedy, namespaceSettings } from "./namespace-settings.ts";
export { makeFolder, ownFolderName } from "./own-folder.ts";
export { withFreeRequire } from "./own-require.ts";
export { FileTooLarge, NotAPlainFile, readPlainFile } from "./plain-file.ts";
export { printable, printableLines, withoutControls, withoutLineCommands } from "./printable.ts";
export { identityOf, isRunning, type ProcessIdentity, signalProcess } from "./process-identity.ts";
export { memoryOfChildren } from "./resident-memory.ts";
export { shellWord } from "./shell-word.ts";
export { matchesStars } from "./star-pattern.ts";
export { parseTagRange, type TagRange } from "./tag-range.ts";
export { collectGarbage, keepHeapTight, manyResources } from "./tight-heap.ts";
export { type Work, WorkQueue } from "./work-queue.ts";
