import type { Notice } from "../notice.ts";
import { newsText, noticeText } from "../notice-text.ts";

/** What Slack shows, and what a program reads of it. */
export interface SlackMessage {
  /** For notifications. */
  readonly text: string;
  readonly blocks: readonly {
    readonly type: "section";
    readonly text: { readonly type: "mrkdwn"; readonly text: string };
  }[];
  readonly metadata: { readonly event_type: string; readonly event_payload: { readonly id: string } };
}

export const noticeEvent = "groundwork_notice";

const signs = {
  opened: ":red_circle:",
  changed: ":red_circle:",
  resolved: ":white_check_mark:",
  accepted: ":white_check_mark:",
  passed: ":white_check_mark:",
} as const;

/** The one message of a matter, as it stands now. */
export function messageOfNotice(notice: Notice, from: string): SlackMessage {
  const { title, facts } = noticeText(notice);
  const isGood = notice.kind === "heartbeat" || notice.kind === "test";
  const lines = [
    `${isGood ? ":white_check_mark:" : signs[notice.news]} *${escaped(title)}*`,
    ...facts.map(([name, value]) => `*${name}:* ${escaped(value)}`),
    `_${escaped(from)}_`,
  ];
  return message(title, lines, notice.thread);
}

/** What has happened, for the thread of the message. */
export function detailsOf(notice: Notice): SlackMessage {
  const { next } = noticeText(notice);
  return message(
    newsText(notice),
    [
      escaped(newsText(notice)),
      `commit \`${notice.commit.slice(0, 12)}\``,
      ...next.map((command) => `\`${escaped(command)}\``),
    ],
    notice.id,
  );
}

/** A section of Slack holds 3,000 characters. */
const longestSection = 2900;

function message(text: string, lines: readonly string[], id: string): SlackMessage {
  return {
    text: escaped(text),
    blocks: [{ type: "section", text: { type: "mrkdwn", text: lines.join("\n").slice(0, longestSection) } }],
    metadata: { event_type: noticeEvent, event_payload: { id } },
  };
}

/** Source: https://docs.slack.dev/messaging/formatting-message-text#escaping. Marks of emphasis are parted from what they would mark. */
function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[*_~`]/gu, (mark) => `${mark}\u200B`);
}
