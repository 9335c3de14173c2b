import { type Irreversible, type Rollback, resourceNameOf } from "../../change/index.ts";
import { counted, cutShort, shellWord } from "../../lib/index.ts";
import { type Block, code, heading, line, list, message, type Span, tone, type Words } from "../document/index.ts";
import { shortCommit } from "./affected.ts";
import { namesText } from "./names.ts";

/** What cannot be undone, first; unknown is said before all of it. */
export function irreversibleSection({
  environment,
  irreversible,
  pruned,
  unknown,
  preview,
}: Rollback): readonly Block[] {
  if (!preview) return [];
  const notKnown =
    unknown.length === 0
      ? []
      : [
          line(
            tone("failed", "Unknown: "),
            `what cannot be undone in ${namesText(unknown)}, because its plan was not made`,
          ),
        ];
  if (irreversible.length + pruned.length + unknown.length === 0)
    return [line(`The plan takes nothing of ${environment} away that a later change could not bring back.`)];
  return [
    ...notKnown,
    ...(irreversible.length === 0
      ? []
      : [
          line(tone("removed", `${counted(irreversible.length, "resource")} cannot be undone:`)),
          list(irreversible.map(irreversibleWords)),
        ]),
    ...prunedBlocks(pruned),
  ];
}

function prunedBlocks(pruned: Rollback["pruned"]): readonly Block[] {
  if (pruned.length === 0) return [];
  const words = pruned.map(({ environment, path, how }): Words => [`${environment}: `, code(path), `: ${how}`]);
  return [
    line(
      tone("removed", "Objects of these manifests are pruned with what they hold"),
      ", where no other manifest has them and unless ",
      code("sync.prune"),
      " is off:",
    ),
    list(cutShort(words, shownFiles)),
  ];
}

const told: Readonly<Record<Irreversible["what"], string>> = {
  deleted: "is deleted",
  replaced: "is replaced",
  "made-empty": "is made anew and is empty: what it held before does not come back",
};

function irreversibleWords({ environment, resource, what, hasContents }: Irreversible): Words {
  const { type, name } = resourceNameOf(resource);
  const contents = what !== "made-empty" && hasContents ? ", with everything in it" : "";
  return [`${environment}: ${type} ${name} `, tone("removed", `${told[what]}${contents}`)];
}

/** Files that are taken back, what stays, and which other environments they change. */
export function restoredSection({ files, left, alsoAffected, environment }: Rollback): readonly Block[] {
  const shared = files.filter(({ kind }) => kind === "shared");
  return [
    ...(files.length === 0 ? [] : [line("Taken back:"), list(fileWords(files))]),
    ...(alsoAffected.length === 0
      ? []
      : [
          line(
            tone("warned", "Other environments change with it: "),
            `${namesText(alsoAffected)}, through ${counted(shared.length, "shared file")}. Take back the folder of ${environment} alone with `,
            code("--only-own"),
          ),
        ]),
    ...(left.length === 0 ? [] : [line("Not taken back:"), list(left.map((text) => [message(text)]))]),
  ];
}

const shownFiles = 20;

function fileWords(files: Rollback["files"]): readonly Words[] {
  const words = files.map(
    ({ path, kind, how }): Words => [code(path), `: ${how}${kind === "shared" ? ", shared" : ""}`],
  );
  return cutShort(words, shownFiles);
}

/** Where the rollback is, and what is next. */
export function rollbackPlaceSection(rollback: Rollback): readonly Block[] {
  const { place, made, branch, environment, to } = rollback;
  const open = `open a change request into ${branch}`;
  switch (place.kind) {
    case "nothing-to-do":
      return [
        line(
          `Everything that declares ${environment} is as it was at `,
          code(shortCommit(to)),
          ". What differs in the cloud is shown by ",
          code(`groundwork status --env ${environment} --refresh`),
        ),
      ];
    case "dry-run":
      return [line("Nothing was pushed. Leave out ", code("--dry-run"), " to make the branch and the change request.")];
    case "opened":
      return [
        line(`Change request ${place.changeRequest.number}: ${place.changeRequest.url}`),
        line("It is previewed, approved and merged as every other change; nothing is brought up before."),
      ];
    case "pushed":
      return [
        line("Pushed to ", branchCode(made), ". This forge has no change requests: have it merged with a signature."),
      ];
    default:
      return [
        line("The branch ", branchCode(made), " is in this clone alone. Next:"),
        list([[code(`git push origin ${shellWord(made?.branch ?? "")}`)], [`${open}, and have it approved`]]),
      ];
  }
}

function branchCode(made: Rollback["made"]): Span {
  return code(made?.branch ?? "");
}

/** From where to where. */
export function rollbackHead({ environment, to, stoodAt, branch, tip }: Rollback): readonly Block[] {
  return [
    heading(`Rollback of ${environment} to `, code(shortCommit(to))),
    line(
      ...(stoodAt === undefined
        ? ["The commit was named"]
        : [`${environment} was brought up to it at ${stoodAt}, before its newest run`]),
      `; ${branch} is at `,
      code(shortCommit(tip)),
      ".",
    ),
  ];
}
