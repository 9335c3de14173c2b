/**
 * Who is told of what lasts: differences, failures, what cannot be told, what waits, and that all is well again.
 *
 * In:   a {@link FleetDrift} of `src/drift`, what the record remembers, `environments/notifications.yaml`, the time.
 * Out:  {@link planNotices}: which notices are sent, and what is remembered of them; {@link Notifier}: the port that sends one.
 * Must not know: how drift is found, where the record is kept, values of properties.
 * Adapters: `slack/`, `teams/`, `webhook/`, `smtp/`, `forge-issue/`.
 */
export { digested } from "./digest.ts";
export { notificationsJsonSchema } from "./document.ts";
export { RouteNotReady } from "./errors.ts";
export type { Notice, Notifier, NotifierOf, OpenMatter } from "./notice.ts";
export { type NoticesPlan, planNotices } from "./plan-notices.ts";
export { notificationsPath, ownersOf, readNotifications } from "./read-notifications.ts";
export { rememberSent, type Sent } from "./remember.ts";
export { type Condition, scanOf } from "./scan.ts";
export { usualSending } from "./sending.ts";
export { type Destination, type NotificationSettings, noticeKinds, type Route } from "./settings.ts";
