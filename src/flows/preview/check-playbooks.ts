import type { EnvironmentPreview, LayerPreview, PlaybookCheck, Problem } from "../../change/index.ts";
import { machinesFolder } from "../../environment/index.ts";
import type { CommitTree } from "../../git/index.ts";
import { filesOfMachines, isPlaybook, type PlaybookAnswer, type PlaybookSyntax } from "../../playbook/index.ts";

/** More are not checked, and said to be not checked: each takes a second or two. */
const mostPlaybooks = 20;

/**
 * Adds to layers of machines whether their playbooks can be read, at the commit before and after the change. What was planned is not known
 * where one cannot be read: nothing is started then.
 */
export async function withPlaybookChecks(
  previews: readonly EnvironmentPreview[],
  { before, after }: { readonly before: CommitTree | undefined; readonly after: CommitTree },
  { playbooks, signal }: { readonly playbooks?: PlaybookSyntax; readonly signal: AbortSignal },
): Promise<readonly EnvironmentPreview[]> {
  if (!playbooks) return previews;
  const checked: EnvironmentPreview[] = [];
  for (const preview of previews) {
    if (!preview.layers.some(isConcerned)) {
      checked.push(preview);
      continue;
    }
    const folder = machinesFolder(preview.affected.name);
    const check = (tree: CommitTree) => checkFolder(folder, tree, playbooks, signal);
    const answers = await check(after);
    const isMalformed = [...answers.values()].some(({ kind }) => kind === "malformed");
    const earlier = isMalformed && before ? await check(before) : new Map<string, PlaybookAnswer>();
    const result = summaryOf(answers, earlier);
    checked.push({
      ...preview,
      layers: preview.layers.map((layer) => (isConcerned(layer) ? told(layer, result) : layer)),
    });
  }
  return checked;
}

type Concerned = Extract<LayerPreview, { readonly kind: "planned" | "not-handled" }>;

function isConcerned(preview: LayerPreview): preview is Concerned {
  return preview.layer === "machines" && (preview.kind === "planned" || preview.kind === "not-handled");
}

function told(preview: Concerned, playbooks: PlaybookCheck): LayerPreview {
  const { layer, at, kind } = preview;
  const [first] = playbooks.malformed;
  if (kind === "not-handled" || !first) return { ...preview, playbooks };
  const paths = playbooks.malformed.map(({ path }) => path).join(", ");
  const problem: Problem = {
    code: "playbook-malformed",
    kind: "invalid",
    message: `ansible-playbook cannot read ${paths}, so nothing of the machines can be started. Correct what it names there.`,
    details: playbooks.malformed.map(({ path, message }) => `${path}: ${message}`),
  };
  return { layer, at, kind: "failed", problem, playbooks };
}

/** By path from the root of the repository. */
async function checkFolder(
  folder: string,
  tree: CommitTree,
  syntax: PlaybookSyntax,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, PlaybookAnswer>> {
  const { files } = await filesOfMachines(folder, tree);
  const all = [...files].filter(([path, content]) => isPlaybook(path, content)).map(([path]) => path);
  const answers = new Map(await syntax.check(files, all.slice(0, mostPlaybooks), signal));
  for (const path of all.slice(mostPlaybooks))
    answers.set(path, { kind: "not-checked", because: `only the first ${mostPlaybooks} playbooks are checked` });
  return new Map([...answers].map(([path, answer]) => [`${folder}/${path}`, answer]));
}

function summaryOf(
  answers: ReadonlyMap<string, PlaybookAnswer>,
  earlier: ReadonlyMap<string, PlaybookAnswer>,
): PlaybookCheck {
  const malformed = [...answers].flatMap(([path, answer]) => {
    if (answer.kind !== "malformed") return [];
    const before = earlier.get(path);
    return [
      { path, message: answer.message, wasBefore: before?.kind === "malformed" && before.message === answer.message },
    ];
  });
  const reasons = [...answers.values()].flatMap((answer) => (answer.kind === "not-checked" ? [answer.because] : []));
  const wellFormed = [...answers.values()].filter(({ kind }) => kind === "well-formed").length;
  return { wellFormed, malformed, notChecked: [...new Set(reasons)] };
}
