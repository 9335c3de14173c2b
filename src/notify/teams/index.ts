/**
 * The notifier as cards in a channel of Microsoft Teams.
 *
 * In:   the address of a workflow; notices.
 * Out:  {@link teamsNotifier}.
 * Must not know: which notices there are, and when.
 */
export { type TeamsSettings, teamsNotifier } from "./teams-notifier.ts";
