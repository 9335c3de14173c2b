import { masked, secretValues } from "../../kubernetes/applied/index.ts";
import { keyOf, reconciling, revisionText, type WantedCondition, withConditions } from "../../kubernetes/flux/index.ts";
import { isSubstitutionProblem, noVariables, substitutionValues } from "../../kubernetes/substitution/index.ts";
import { formatDuration } from "../../lib/index.ts";
import type { ApplyOutcome, ApplyScope } from "../apply/index.ts";
import { type BuildProblem, buildSource, PathMissing, type Rendering, Substitution } from "../build/index.ts";
import type { MayHide } from "../claims/index.ts";
import { type InventoryEntry, type Kustomization } from "../flux/index.ts";
import { leaving, merged, objectText, sameEntries } from "../inventory/index.ts";
import { MassPruneRefused } from "../prune/index.ts";
import { InventoriesUnreadable, readingAt } from "./claims.ts";
import { isContested } from "./contention.ts";
import { DecryptionKeysMissing, decryptionKeys, decryptionWith } from "./decryption.ts";
import { pruneDeparted } from "./departures.ts";
import { unmetDependency } from "./dependencies.ts";
import { checkedEntries, healthSummary } from "./health-check.ts";
import { healthVerdict } from "./health-verdict.ts";
import { digestOf } from "./history.ts";
import type { Memory } from "./memory.ts";
import { noteOccasion } from "./occasion.ts";
import type { KustomizationParts, Writers } from "./parts.ts";
import { remarks } from "./remarks.ts";
import type { AvailableSource } from "./sources.ts";
import { noteChanges } from "./told-changes.ts";
import { blockedVerdict, driftVerdict, failedVerdict, type Verdict } from "./verdict.ts";

/** Why nothing can be built: what the Kustomization names beside its source is not there, or cannot be used. */
const isBuildProblem = (thrown: unknown): thrown is Error =>
  isSubstitutionProblem(thrown) || thrown instanceof DecryptionKeysMissing;

/** One pass over one Kustomization: build, apply, prune, look at the health. */
export class Pass {
  readonly #parts: KustomizationParts;
  readonly #key: string;
  readonly #kustomization: Kustomization;
  readonly #memory: Memory;
  readonly #writers: Writers;

  constructor(parts: KustomizationParts, key: string, kustomization: Kustomization, memory: Memory) {
    this.#parts = parts;
    this.#key = key;
    this.#kustomization = kustomization;
    this.#memory = memory;
    this.#writers = parts.writersOf(kustomization);
    memory.inventory ??= kustomization.status.inventory?.entries ?? [];
  }

  /** @throws {ApiUnavailable} when the API server is away: the pass says nothing then. */
  async run(): Promise<Verdict> {
    const { sources, store } = this.#parts;
    const source = sources.get(keyOf(this.#kustomization.source));
    if (source === undefined)
      return blockedVerdict(
        "ArtifactFailed",
        `Source 'GitRepository/${keyOf(this.#kustomization.source)}' has no artifact yet`,
      );
    const revision = revisionText(source.revision);
    if (noteOccasion(this.#memory, this.#kustomization, revision, performance.now()))
      this.#parts.live.forgetExpired(this.#memory.records.keys());
    const self = store.get(this.#key);
    const unmet = self && unmetDependency(this.#kustomization, { self, revision, find: (key) => store.get(key) });
    if (unmet !== undefined) {
      await this.#readAhead(source, revision);
      return blockedVerdict("DependencyNotReady", unmet, { again: 5_000 });
    }
    try {
      const { rendering, secret } = await this.#read(source, revision);
      return await this.#converge(source, revision, rendering, secret);
    } catch (thrown) {
      if (thrown instanceof PathMissing)
        return blockedVerdict("ArtifactFailed", thrown.message, { attempted: revision });
      if (isBuildProblem(thrown)) return blockedVerdict("BuildFailed", thrown.message, { attempted: revision });
      if (thrown instanceof InventoriesUnreadable)
        return blockedVerdict("PruneFailed", thrown.message, { attempted: revision });
      if (thrown instanceof MassPruneRefused)
        return blockedVerdict("PruneFailed", thrown.message, { attempted: revision, again: "interval" });
      throw thrown;
    }
  }

  /** Others that want to delete need to know what is declared here; a pass that has to wait tells them all the same. */
  async #readAhead(source: AvailableSource, revision: string): Promise<void> {
    const known = this.#parts.claims.readingOf(this.#key);
    if (known?.at === readingAt(revision, this.#kustomization) && known.problem === undefined) return;
    try {
      await this.#read(source, revision);
    } catch (thrown) {
      if (!(thrown instanceof PathMissing) && !isBuildProblem(thrown)) throw thrown;
    }
  }

  /** Builds, and notes what is declared before anything of it is applied. */
  async #read(source: AvailableSource, revision: string): Promise<{ rendering: Rendering; secret: readonly string[] }> {
    const { claims } = this.#parts;
    const at = readingAt(revision, this.#kustomization);
    try {
      const built = await this.#build(source, revision);
      const { objects, problems } = built.rendering;
      const scope = { decoration: this.#kustomization, ready: this.#memory.ready };
      const entries = await this.#writers.applier.entriesOf(objects, scope);
      const [first] = problems;
      // The problem's own words may quote a secret, and others put this into their status.
      const problem = first && { problem: `${first.origin} is not understood`, mayHide: this.#mayHide(problems) };
      claims.note(this.#key, { at, entries, holdsInventory: first !== undefined, ...problem });
      return built;
    } catch (thrown) {
      if (thrown instanceof PathMissing) claims.note(this.#key, { at, entries: [], holdsInventory: true });
      if (isBuildProblem(thrown))
        claims.note(this.#key, { at, entries: [], holdsInventory: true, problem: thrown.message });
      throw thrown;
    }
  }

  /** What is not understood may declare what a text names that is there to read, or puts all of it into one namespace. */
  #mayHide(problems: readonly BuildProblem[]): MayHide {
    const { targetNamespace } = this.#kustomization;
    return (marks) =>
      problems.some(({ verbatim }) => verbatim === undefined || marks.some((mark) => verbatim.includes(mark))) ||
      marks.some((mark) => mark === targetNamespace);
  }

  /** The rendering of before, when nothing that it was made from has changed. */
  async #build(
    source: AvailableSource,
    revision: string,
  ): Promise<{ rendering: Rendering; secret: readonly string[] }> {
    const { path, overlay, substitution, namespace, timeout, targetNamespace, commonLabels, commonAnnotations } =
      this.#kustomization;
    const { api } = this.#parts;
    const variables = substitution === undefined ? noVariables : await substitutionValues(substitution, namespace, api);
    const keys = await decryptionKeys(this.#kustomization, api);
    const made = [revision, source.ignore, path, overlay, [...variables.values], keys?.digest];
    const key = JSON.stringify([made, targetNamespace, commonLabels, commonAnnotations]);
    const before = this.#memory.rendering;
    const { secretTexts } = variables;
    if (before?.key === key) return { rendering: before.content, secret: [...secretTexts, ...before.derived] };
    const { replace, derived } = new Substitution(variables);
    const decrypting = keys && (await decryptionWith(keys, this.#kustomization));
    const content = await buildSource({
      tree: source.tree(),
      revision,
      path,
      ...(targetNamespace !== undefined && { targetNamespace }),
      ...(overlay !== undefined && { overlay }),
      // Without a variable Flux replaces nothing, not even where there is a default.
      ...(variables.values.size > 0 && { substitute: replace }),
      ...(decrypting && { decryption: decrypting.decryption }),
      kustomize: { ...this.#parts.kustomize, timeout },
      inFlight: this.#parts.inFlight,
    });
    for (const text of decrypting?.secretTexts ?? []) derived.add(text);
    this.#memory.rendering = { key, content, digest: digestOf(content), derived };
    this.#memory.ready = new WeakMap();
    return { rendering: content, secret: [...secretTexts, ...derived] };
  }

  async #converge(
    source: AvailableSource,
    revision: string,
    rendering: Rendering,
    secret: readonly string[],
  ): Promise<Verdict> {
    let hidden: ReadonlySet<string> | undefined;
    // Most passes have nothing to tell.
    const mask = (text: string) => {
      hidden ??= new Set([...secret, ...secretValues(rendering.objects.map(({ object }) => object))]);
      return masked(text, hidden);
    };
    const problems = rendering.problems.map((each) => ({ ...each, problem: mask(each.problem) }));
    let wanted: readonly InventoryEntry[] = [];
    const note = async (entries: readonly InventoryEntry[]) => {
      wanted = entries;
      if (!this.#kustomization.detectOnly) await this.#writeInventory(merged(this.#memory.inventory ?? [], entries));
    };
    const scope = this.#scope(note, mask);
    if (this.#kustomization.detectOnly) {
      const { differing, failures, skipped } = await this.#writers.applier.detect(rendering.objects, scope);
      if (problems.length > 0 || failures.length > 0)
        return this.#withRemarks(failedVerdict(revision, problems, failures));
      const lines = [...differing, ...this.#wouldBeDeleted(wanted)];
      return this.#withRemarks(
        lines.length > 0 ? driftVerdict(revision, lines) : await this.#health(revision, skipped),
      );
    }
    await this.#showProgress(revision);
    const before = this.#memory.inventory ?? [];
    const outcome = await this.#writers.applier.apply(rendering.objects, scope);
    this.#tell(outcome, revision);
    // A file that cannot be read may hold what seems to have left: nothing is deleted until everything is understood.
    if (problems.length > 0 || outcome.failures.length > 0)
      return this.#withRemarks(failedVerdict(revision, problems, outcome.failures));
    const pruned = await pruneDeparted({
      key: this.#key,
      kustomization: this.#kustomization,
      memory: this.#memory,
      parts: { ...this.#parts, pruner: this.#writers.pruner },
      before: before.length,
      wanted,
      revision: source.revision,
      write: (entries) => this.#writeInventory(entries),
      tell: (message) => this.#event("Normal", "Progressing", message, revision),
    });
    if (pruned !== undefined) return this.#withRemarks(pruned);
    return this.#withRemarks(await this.#health(revision, outcome.skipped));
  }

  #scope(intend: ApplyScope["intend"], mask: ApplyScope["mask"]): ApplyScope {
    const { force, timeout } = this.#kustomization;
    const { records, ready, corrections } = this.#memory;
    return {
      decoration: this.#kustomization,
      force,
      timeout,
      signal: this.#parts.signal,
      records,
      ready,
      intend,
      mask,
      isHeld: (id) => this.#isHandedOver(id) || isContested(corrections.get(id) ?? [], performance.now()),
    };
  }

  /** Another Kustomization that has the object as well applied it last: what looks like drift is that one's work. */
  #isHandedOver(id: string): boolean {
    const owner = this.#parts.live.get(id)?.owner;
    return owner !== undefined && owner !== this.#key && this.#parts.claims.has(owner, id);
  }

  #wouldBeDeleted(wanted: readonly InventoryEntry[]): readonly string[] {
    if (!this.#kustomization.prune) return [];
    return leaving(this.#memory.inventory ?? [], new Set(wanted.map(({ id }) => id))).map(
      (entry) => `${objectText(entry)} would be deleted`,
    );
  }

  /** Says that a new revision or specification is being worked on; later passes over the same change nothing. */
  async #showProgress(revision: string): Promise<void> {
    const { status, generation, timeout } = this.#kustomization;
    if (status.lastAttemptedRevision === revision && status.observedGeneration === generation) return;
    const message = `Building manifests for revision ${revision} with a timeout of ${formatDuration(timeout)}`;
    const wanted: readonly WantedCondition[] = [
      { type: "Ready", status: "Unknown", reason: "Progressing", message: "Reconciliation in progress" },
      reconciling("Progressing", message),
    ];
    const now = this.#parts.clock.now();
    await this.#parts.store.writeStatus(this.#key, {
      conditions: withConditions(status.conditions ?? [], wanted, { generation, now }),
      lastAttemptedRevision: revision,
    });
  }

  async #writeInventory(entries: readonly InventoryEntry[]): Promise<void> {
    if (sameEntries(entries, this.#memory.inventory ?? [])) return;
    await this.#parts.store.writeStatus(this.#key, { inventory: { entries } });
    this.#memory.inventory = entries;
    this.#parts.metrics.set("groundwork_agent_objects", { kind: "Kustomization", object: this.#key }, entries.length);
  }

  async #health(revision: string, skipped: ReadonlySet<string>): Promise<Verdict> {
    const [kustomization, memory] = [this.#kustomization, this.#memory];
    const entries = checkedEntries(kustomization, memory.inventory ?? [], skipped);
    const summary = await healthSummary(kustomization, entries, { live: this.#parts.live, api: this.#writers.api });
    return healthVerdict(summary, { kustomization, memory, revision });
  }

  #withRemarks(verdict: Verdict): Verdict {
    const { foreign, sharing } = remarks(this.#key, this.#memory, this.#parts);
    const [told = { message: "" }] = foreign;
    if (told.message !== this.#memory.toldForeign && told.message !== "")
      this.#event("Warning", "ForeignFields", told.message, verdict.attempted ?? "");
    this.#memory.toldForeign = told.message;
    return { ...verdict, conditions: [...verdict.conditions, ...foreign, ...sharing] };
  }

  /** Events of what was done. A correction says which fields, and whose change it was. */
  #tell({ changes, failures }: ApplyOutcome, revision: string): void {
    const { metrics, claims } = this.#parts;
    for (const { action } of changes) metrics.add("groundwork_agent_changes_total", { action });
    metrics.set("groundwork_agent_failures", { kind: "Kustomization", object: this.#key }, failures.length);
    const told = noteChanges(this.#memory, changes, claims.readingOf(this.#key)?.at ?? "");
    if (told.drift !== undefined) this.#event("Warning", "DriftCorrected", told.drift, revision);
    if (told.ordinary !== undefined) this.#event("Normal", "Progressing", told.ordinary, revision);
    this.#memory.awaitsDefinitions = failures.some(({ kind }) => kind === "unknown-kind" || kind === "not-in-schema");
    if (this.#memory.awaitsDefinitions) this.#parts.onAwaitedDefinitions();
  }

  #event(type: "Normal" | "Warning", reason: string, message: string, revision: string): void {
    const about = this.#parts.store.get(this.#key);
    if (about !== undefined) this.#parts.events.record({ about, type, reason, message, revision });
  }
}
