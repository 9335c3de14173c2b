import { expect, it } from "vitest";
import { slackNotifier } from "../../../src/notify/slack/index.ts";
import { type FakeSlack, fakeSlack } from "../../fakes/notify/fake-slack.ts";
import { httpFailures } from "./http-failures.ts";
import { hastySending, joinedBy, openedIn, resolvedOf } from "./notices.ts";
import { notifierContract } from "./notifier-contract.ts";

const open = ({ url, token }: FakeSlack, channel: string, waited?: number[]) =>
  slackNotifier({ route: "ops", channel, token, url, from: "acme/platform", policy: hastySending(waited) });

for (const channel of ["C0123456789", "#ops"])
  notifierContract(
    `Slack's ${channel}`,
    { messages: 1, findsAgain: channel !== "#ops", saysHowLong: true },
    async () => {
      const slack = await fakeSlack();
      const { fail, other } = await httpFailures((fault) => slack.fail(fault), [slack.token], { path: /postMessage/u });
      const waited: number[] = [];
      const whole = (ts: string) =>
        slack.messages
          .filter((each) => each.ts === ts || each.thread === ts)
          .map(({ text, blocks }) => `${text}\n${blocks}`);
      return {
        notifier: open(slack, channel, waited),
        shown: async () =>
          slack.messages.filter(({ thread }) => thread === undefined).map(({ ts }) => whole(ts).join("\n")),
        fail,
        waited,
        secrets: [slack.token],
        elsewhere: other.attempts,
        stop: async () => void (await Promise.all([slack.stop(), other.stop()])),
      };
    },
  );

async function withSlack(work: (slack: FakeSlack) => Promise<void>): Promise<void> {
  const slack = await fakeSlack();
  try {
    await work(slack);
  } finally {
    await slack.stop();
  }
}

it("a message of Slack is edited in its place, with what happened in its thread", async () => {
  await withSlack(async (slack) => {
    const opened = openedIn("dev");
    const { message } = await open(slack, slack.channel).tell(opened);
    // Another process goes on with what was remembered.
    await open(slack, slack.channel).tell(joinedBy(opened, "shop", message));
    await open(slack, slack.channel).tell(resolvedOf(opened, message));
    const [first, ...replies] = slack.messages;
    expect(first?.text).toMatch(/^Gone: Drift in dev/u);
    expect(replies.map(({ thread, text }) => [thread === first?.ts, text])).toEqual([
      [true, "Found in dev."],
      [true, "Now also in shop."],
      [true, "Gone from dev."],
    ]);
  });
});

it("a notice that a killed process has posted is not posted again by the next one", async () => {
  await withSlack(async (slack) => {
    await open(slack, slack.channel).tell(openedIn("dev"));
    await open(slack, slack.channel).tell(openedIn("dev"));
    expect(slack.messages).toHaveLength(2);
  });
});

it("a message that a person has removed is posted anew", async () => {
  await withSlack(async (slack) => {
    const { message } = await open(slack, slack.channel).tell(openedIn("dev"));
    slack.messages.splice(0);
    await open(slack, slack.channel).tell(joinedBy(openedIn("dev"), "shop", message));
    expect(slack.messages).toHaveLength(2);
  });
});

it("Slack is told without the right to look at messages", async () => {
  await withSlack(async (slack) => {
    slack.mayLook = false;
    await open(slack, slack.channel).tell(openedIn("dev"));
    expect(slack.messages).toHaveLength(2);
  });
});

it("no name of others mentions people or marks text on Slack", async () => {
  await withSlack(async (slack) => {
    await open(slack, slack.channel).tell(openedIn("dev"));
    const blocks = slack.messages.map((each) => each.blocks).join("\n");
    expect(blocks).not.toContain("<!channel>");
    expect(blocks).not.toContain("*ssh*");
  });
});
