import { RouteNotReady } from "../errors.ts";
import type { Notice, Notifier } from "../notice.ts";
import { newsText, noticeText } from "../notice-text.ts";
import { explainHttp, limitedFetch, postJson, type SendingPolicy, secretParts, sendRepeatedly } from "../sending.ts";

export interface TeamsSettings {
  readonly route: string;
  /** Of a workflow that begins with "When a Teams webhook request is received". Everybody who has it may post. */
  readonly url: string;
  /** The repository, for people. */
  readonly from: string;
  readonly policy: SendingPolicy;
}

/**
 * Posts each notice as a card. A card cannot be edited by those who post it this way, so that environments which left others behind are
 * told when the last one has left.
 *
 * Source: https://learn.microsoft.com/en-us/connectors/teams/#microsoft-teams-webhook
 *
 * @throws {RouteNotReady} for what is no address
 */
export function teamsNotifier({ route, url, from, policy }: TeamsSettings): Notifier {
  if (!URL.canParse(url))
    throw new RouteNotReady({ route, problem: "its address is none", remedy: "Write the address of the workflow." });
  const target = { route, to: `Microsoft Teams (${new URL(url).host})`, secrets: secretParts(url) };
  const send = limitedFetch(target, policy);
  return {
    async tell(notice) {
      if (notice.news === "changed" && notice.joined.length + notice.altered.length === 0) return {};
      const content = cardOf(notice, from);
      const attachment = { contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content };
      const body = JSON.stringify({ type: "message", attachments: [attachment] });
      const attempt = () => postJson(send, url, body, { "content-type": "application/json" });
      await sendRepeatedly(target, policy, attempt, explainHttp);
      return {};
    },
  };
}

/** Texts are runs of rich text: those of a `TextBlock` are read as Markdown, and names in them were written by others. */
function cardOf(notice: Notice, from: string): object {
  const { title, facts, next } = noticeText(notice);
  const run = (text: string, more: object = {}) => ({ type: "TextRun", text, ...more });
  const rich = (...inlines: readonly object[]) => ({ type: "RichTextBlock", inlines });
  return {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    msteams: { width: "Full" },
    body: [
      rich(run(title, { weight: "Bolder", size: "Medium" })),
      rich(run(newsText(notice))),
      ...facts.map(([name, value]) => rich(run(`${name}: `, { weight: "Bolder" }), run(value))),
      ...next.map((command) => rich(run(command, { fontType: "Monospace" }))),
      rich(run(from, { isSubtle: true, size: "Small" })),
    ],
  };
}
