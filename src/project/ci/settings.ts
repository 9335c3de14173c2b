import { CiRunnerShared, CiSettingInvalid } from "../errors.ts";

export type CiForge = "github" | "gitlab" | "bitbucket" | "gitea" | "generic";

/** What a person may choose of the files for a CI. */
export interface CiSettings {
  readonly forge: CiForge;
  /** `gcp`: jobs get an identity of Google Cloud, and the Pulumi CLI. */
  readonly cloud: "local" | "gcp";
  /** The protected branch, which `up` runs on. */
  readonly branch: string;
  /** Pattern of the tags on it that bring up what the promotion file gives to them. Absent: a tag starts nothing. */
  readonly tags?: string;
  /** Version of Node, as major, minor and patch, or less. */
  readonly node: string;
  /** Label or tag of the runners; the forge's usual ones when absent. */
  readonly runner?: string;
  /** Label or tag of the runner of `up`, where it is another one. */
  readonly upRunner?: string;
  /** Container image of the jobs, where the forge starts them in one. @default `node:<node>` */
  readonly image?: string;
  /** Variables with secrets that `notifications.yaml` names, with commas between them: given to the job that looks for drift alone. */
  readonly notifyWith?: string;
  /** Jobs that share a fleet's previews, at most. */
  readonly jobs: number;
  /** What opens the secrets of stacks in a cloud: a passphrase, or a key of the cloud, which the job's identity may use. */
  readonly secrets: "passphrase" | "key-service";
  /** Approvals by others that `up` demands. */
  readonly approvals: number;
}

/** What the files depend on that stands in the repository itself, so that no flag says it. */
export interface CiContext {
  /** There is a file that says what becomes of drift. */
  readonly corrects: boolean;
}

/** Whether a job carries out what becomes of drift: what environments in a cloud are. */
export function isCorrecting({ cloud }: Pick<CiSettings, "cloud">, { corrects }: CiContext): boolean {
  return cloud === "gcp" && corrects;
}

/** The settings as the command line names them. */
export interface CiFlags extends Omit<CiSettings, "jobs"> {
  /** @default 20 on GitHub, whose matrix is as large as the change; 1 elsewhere */
  readonly jobs?: number;
}

/** What each setting that stands in a workflow may be written with: characters that mean nothing to YAML, a shell or an expression. */
const allowed = {
  branch: [/^[A-Za-z0-9][A-Za-z0-9._/-]*$/, "letters, digits, dots, slashes, hyphens and underscores"],
  tags: [/^[A-Za-z0-9*][A-Za-z0-9._/*-]*$/, "letters, digits, dots, slashes, hyphens, underscores and stars"],
  node: [/^\d+(?:\.\d+){0,2}$/, "a version of Node, such as 22 or 22.14.0"],
  runner: [/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "letters, digits, dots, hyphens and underscores"],
  upRunner: [/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "letters, digits, dots, hyphens and underscores"],
  image: [/^[a-z0-9][A-Za-z0-9._/:@-]*$/, "the name of an image, with a tag or a digest"],
  notifyWith: [
    /^[A-Z][A-Z0-9_]*(?:,[A-Z][A-Z0-9_]*)*$/,
    "names of variables in capitals, such as SLACK_TOKEN,ON_CALL_SECRET",
  ],
} as const;

/**
 * The settings that flags give.
 *
 * @throws {CiSettingInvalid} for a value that could be read as something else in the files.
 * @throws {CiRunnerShared} where the machine that may change the cloud would run changes as well.
 */
export function ciSettings(flags: CiFlags): CiSettings {
  for (const [name, [pattern, text]] of Object.entries(allowed)) {
    const value = flags[name as keyof typeof allowed];
    if (value !== undefined && !pattern.test(value))
      throw new CiSettingInvalid({ setting: flagNames[name as keyof typeof allowed], value, allowed: text });
  }
  const { forge, cloud, secrets, branch, tags, node, runner, upRunner, image, notifyWith, jobs, approvals } = flags;
  // Of these forges, only the files of Gitea name the machine by its label; the others' jobs get identities of their own.
  if (forge === "gitea" && cloud === "gcp" && (upRunner ?? runner ?? giteaLabel) === (runner ?? giteaLabel))
    throw new CiRunnerShared({ runner: runner ?? giteaLabel });
  return {
    forge,
    cloud,
    secrets,
    branch,
    ...(tags !== undefined && { tags }),
    node,
    ...(runner !== undefined && { runner }),
    ...(upRunner !== undefined && { upRunner }),
    ...(image !== undefined && { image }),
    ...(notifyWith !== undefined && { notifyWith }),
    jobs: jobs ?? (forge === "github" ? 20 : 1),
    approvals,
  };
}

/** Label of the runners that take a job of Gitea when no other is named. */
export const giteaLabel = "ubuntu-latest";

const flagNames = {
  branch: "--branch",
  tags: "--tags",
  node: "--node",
  runner: "--runner",
  upRunner: "--up-runner",
  image: "--image",
  notifyWith: "--notify-with",
} as const;

/** The flags that give these settings, all of them, so that a later version with other defaults writes the same. */
export function flagsOf(settings: CiSettings): string {
  const { forge, cloud, secrets, branch, tags, node, jobs, approvals } = settings;
  const named = (["runner", "upRunner", "image", "notifyWith"] as const).flatMap((name) => {
    const value = settings[name];
    return value === undefined ? [] : [`${flagNames[name]} ${value}`];
  });
  return [
    `--forge ${forge}`,
    `--cloud ${cloud}`,
    ...(cloud === "gcp" ? [`--secrets ${secrets}`] : []),
    `--branch ${branch}`,
    // A shell would take files for its stars.
    ...(tags === undefined ? [] : [`--tags '${tags}'`]),
    `--node ${node}`,
    ...named,
    `--jobs ${jobs}`,
    `--approvals ${approvals}`,
  ].join(" ");
}

/** The settings in the text of {@link flagsOf}; `undefined` for another one. */
export function settingsIn(flags: string): CiSettings | undefined {
  const words = flags.split(" ");
  const given = new Map<string, string>();
  for (let index = 0; index + 1 < words.length; index += 2) given.set(words[index] ?? "", words[index + 1] ?? "");
  const text = (name: string) => given.get(name)?.replaceAll("'", "");
  const settings = {
    forge: text("--forge") as CiForge,
    cloud: text("--cloud") as CiSettings["cloud"],
    secrets: (text("--secrets") ?? "passphrase") as CiSettings["secrets"],
    branch: text("--branch") ?? "",
    node: text("--node") ?? "",
    ...Object.fromEntries(
      (["tags", "runner", "upRunner", "image", "notifyWith"] as const).flatMap((name) => {
        const value = text(flagNames[name]);
        return value === undefined ? [] : [[name, value]];
      }),
    ),
    jobs: Number(text("--jobs")),
    approvals: Number(text("--approvals")),
  };
  // A text that gives other flags back was written by another version, or by a person.
  return flagsOf(settings) === flags ? settings : undefined;
}
