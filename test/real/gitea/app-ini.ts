import path from "node:path";

/** Where a Gitea of the tests works and listens. */
export interface GiteaPlace {
  readonly folder: string;
  readonly port: number;
  /** Folders `options`, `public` and `templates`. */
  readonly staticFolder: string;
  /** Name of the user that it runs as. */
  readonly user: string;
  /** Admits to the API by which Gitea's own commands and Git hooks speak to the server. */
  readonly internalToken: string;
}

type Section = Readonly<Record<string, string | number | boolean>>;

/**
 * Queues that need not be flushed, since their work is done in the request itself. Each that is flushed takes 50 ms. Pushes are
 * among them because they fill other queues, and Gitea flushes queues in any order. Conflict checks and webhooks stay in the
 * background.
 */
const inlineQueues = [
  "actions_ready_job",
  "branch_sync",
  "code_indexer",
  "issue_indexer",
  "mail",
  "mirror",
  "notification-service",
  "pr_auto_merge",
  "push_update",
  "repo-archive",
  "repo_license_updater",
  "repo_stats_update",
  "tag_sync",
  "task",
];

/** The settings of a Gitea that is ready without its installation page, sends nothing out, and takes hooks on loopback. */
export function appIni({ folder, port, staticFolder, user, internalToken }: GiteaPlace): string {
  const address = `http://127.0.0.1:${port}/`;
  const general: Section = { RUN_USER: user, RUN_MODE: "prod", WORK_PATH: folder };
  const sections: Readonly<Record<string, Section>> = {
    server: {
      PROTOCOL: "http",
      HTTP_ADDR: "127.0.0.1",
      HTTP_PORT: port,
      DOMAIN: "127.0.0.1",
      ROOT_URL: address,
      STATIC_ROOT_PATH: staticFolder,
      DISABLE_SSH: true,
      OFFLINE_MODE: true,
    },
    database: { DB_TYPE: "sqlite3", PATH: path.join(folder, "gitea.db"), SQLITE_JOURNAL_MODE: "WAL" },
    repository: { ROOT: path.join(folder, "repositories"), DEFAULT_BRANCH: "main" },
    git: { HOME_PATH: path.join(folder, "home") },
    security: { INSTALL_LOCK: true, SECRET_KEY: "of-a-test", INTERNAL_TOKEN: internalToken },
    service: { DISABLE_REGISTRATION: true },
    mailer: { ENABLED: false },
    webhook: { ALLOWED_HOST_LIST: "loopback", DELIVER_TIMEOUT: 5 },
    indexer: { ISSUE_INDEXER_TYPE: "db" },
    session: { PROVIDER: "memory" },
    queue: { TYPE: "channel" },
    ...Object.fromEntries(inlineQueues.map((name) => [`queue.${name}`, { TYPE: "immediate" }])),
    actions: { ENABLED: true },
    packages: { ENABLED: false },
    "cron.update_checker": { ENABLED: false },
    log: { MODE: "console", LEVEL: "Warn" },
  };
  const lines = (section: Section) => Object.entries(section).map(([key, value]) => `${key} = ${value}`);
  return [
    ...lines(general),
    ...Object.entries(sections).flatMap(([name, section]) => [`[${name}]`, ...lines(section)]),
    "",
  ].join("\n");
}
