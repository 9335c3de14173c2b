import type { Issues } from "../../forge/index.ts";
import { asClause, counted, messageOf } from "../../lib/index.ts";
import { type Block, type MarkdownDialect, markdown } from "../../report/index.ts";
import { NoticeNotSent } from "../errors.ts";
import type { Notice, Notifier, OpenMatter } from "../notice.ts";
import { authorText, matterText } from "../notice-text.ts";

export interface IssueSettings {
  readonly route: string;
  readonly issues: Issues;
  /** The forge, for people. */
  readonly forge: string;
  /** Of the forge's Markdown. */
  readonly dialect: MarkdownDialect;
}

/**
 * Keeps one issue for each environment open and at what is open there, and closes it when nothing is. The forge's client repeats what is
 * safe to repeat, and finds an issue again whose answer was lost.
 */
export function issueNotifier({ route, issues, forge, dialect }: IssueSettings): Notifier {
  // Several notices of one comparison lead to the same issue.
  const kept = new Map<string, string>();
  const keep = async (environment: string, { open, commit }: Notice) => {
    const matters = open.get(environment) ?? [];
    const body = markdown(bodyOf(environment, matters), dialect);
    if (kept.get(environment) === body) return;
    const subject = `drift-${environment}`;
    if (matters.length === 0) await issues.closeIssue(subject, `Nothing is wrong any more at ${commit.slice(0, 12)}.`);
    else await issues.ensureIssue(subject, { title: titleOf(environment, matters), body });
    kept.set(environment, body);
  };
  return {
    async tell(notice) {
      try {
        if (notice.kind === "test") await tryOut(issues);
        else if (notice.kind !== "heartbeat" && notice.kind !== "converged")
          for (const environment of [...notice.joined, ...notice.altered, ...notice.left])
            await keep(environment, notice);
        return {};
      } catch (thrown) {
        throw new NoticeNotSent({ route, to: forge, what: asClause(messageOf(thrown)) }, { cause: thrown });
      }
    },
  };
}

async function tryOut(issues: Issues): Promise<void> {
  const subject = "notify-test";
  const body = "Groundwork tries out whether it may write issues. This one is closed at once.";
  await issues.ensureIssue(subject, { title: "groundwork: test notice", body });
  await issues.closeIssue(subject, "Issues can be written.");
}

function titleOf(environment: string, matters: readonly OpenMatter[]): string {
  return `groundwork: ${environment}: ${counted(matters.length, "open matter")}`;
}

const shownMatters = 100;

/** Ages are left out: an issue that changed with every comparison would tell its subscribers every time. */
function bodyOf(environment: string, matters: readonly OpenMatter[]): readonly Block[] {
  const shown = matters.slice(0, shownMatters);
  const more = matters.length - shown.length;
  const code = (text: string) => ({ text, code: true });
  return [
    {
      kind: "line",
      words: [
        "This issue is kept at what comparisons of ",
        code(environment),
        " find, and is closed when nothing is left.",
      ],
    },
    {
      kind: "table",
      columns: ["what", "paths", "by", "first seen"],
      rows: shown.map(({ matter, appearance, since }) => [
        matterText(matter, appearance),
        (appearance?.paths ?? []).slice(0, 12).join(", ") || "-",
        appearance?.by ? authorText(appearance.by) : "-",
        since,
      ]),
    },
    ...(more > 0 ? [{ kind: "line", words: `and ${more} more` } as const] : []),
    {
      kind: "line",
      words: [
        "Look at it with ",
        code(`groundwork drift --env ${environment}`),
        ", and apply what Git declares with ",
        code(`groundwork up --env ${environment}`),
        ".",
      ],
    },
  ];
}
