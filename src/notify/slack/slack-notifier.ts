import type { Notice, Notifier } from "../notice.ts";
import { type SendingPolicy, sendRepeatedly } from "../sending.ts";
import { isAnswer, openSlack, type SlackApi } from "./slack-api.ts";
import { detailsOf, messageOfNotice } from "./slack-message.ts";

export interface SlackSettings {
  readonly route: string;
  /** Its id, or its name after a `#`. Only by an id is a message found again whose answer was lost. */
  readonly channel: string;
  readonly token: string;
  /** Of the API. @default Slack's own */
  readonly url?: string;
  /** The repository, for people. */
  readonly from: string;
  readonly policy: SendingPolicy;
}

/** A message, as it is remembered. */
interface Place {
  readonly channel: string;
  readonly ts: string;
}

/**
 * Posts one message for each matter, edits it as the matter changes, and says in its thread what has changed. The metadata of a message
 * name its thread and those of a reply its notice, by which they are found when it is not known whether they were posted.
 */
export function slackNotifier(settings: SlackSettings): Notifier {
  const { route, channel, token, policy } = settings;
  const target = { route, to: "Slack", secrets: [token] };
  let opened: Promise<SlackApi> | undefined;
  const api = () => (opened ??= openSlack({ ...settings, target }));
  const send = async <T>(attempt: (slack: SlackApi, isRepeated: boolean) => Promise<T>): Promise<T> => {
    const slack = await api();
    return await sendRepeatedly(target, policy, (isRepeated) => attempt(slack, isRepeated), slack.explain);
  };

  const post = (notice: Notice) =>
    send(async (slack): Promise<Place> => {
      const found = await slack.find(channel, notice.since, notice.thread);
      if (found !== undefined) return await edit(notice, { channel, ts: found }, slack);
      return await slack.post({ channel, ...messageOfNotice(notice, settings.from) });
    });
  const edit = async (notice: Notice, place: Place, slack: SlackApi): Promise<Place> => {
    await slack.update({ ...place, ...messageOfNotice(notice, settings.from) });
    return place;
  };
  const reply = (notice: Notice, { channel, ts }: Place) =>
    send(async (slack) => {
      if (await slack.isReplied(channel, ts, notice.id)) return;
      await slack.post({ channel, thread_ts: ts, ...detailsOf(notice) });
    });

  return {
    async tell(notice) {
      const known = placeOf(notice.message);
      const place = known ? await editOrPost(known) : await post(notice);
      if (notice.matter) await reply(notice, place);
      return { message: `${place.channel}:${place.ts}` };

      /** A person may have removed the message. */
      async function editOrPost(at: Place): Promise<Place> {
        try {
          return await send((slack) => edit(notice, at, slack));
        } catch (thrown) {
          if (!isAnswer(thrown, "message_not_found")) throw thrown;
          return await post(notice);
        }
      }
    },
  };
}

function placeOf(message: string | undefined): Place | undefined {
  const [channel, ts] = message?.split(":") ?? [];
  return channel !== undefined && ts !== undefined ? { channel, ts } : undefined;
}
