/**
 * The notifier as messages in a channel of Slack: one for each matter, edited in its place, with what happened in its thread.
 *
 * In:   a channel, a token; notices.
 * Out:  {@link slackNotifier}.
 * Must not know: which notices there are, and when.
 */
export { type SlackSettings, slackNotifier } from "./slack-notifier.ts";
