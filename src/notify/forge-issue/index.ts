/**
 * The notifier as issues of the forge: one for each environment, open as long as anything is wrong there.
 *
 * In:   the issues of a repository; notices.
 * Out:  {@link issueNotifier}.
 * Must not know: which forge it is; which notices there are, and when.
 */
export { type IssueSettings, issueNotifier } from "./issue-notifier.ts";
