import {
  type Annotation,
  type AnnouncedComment,
  type ChangeRequest,
  type CommitStatus,
  type Forge,
  ForgeUnavailable,
  type ForgeUser,
  type Issues,
  NoSuchChangeRequest,
  type Permission,
  type PostedComment,
  type Reaction,
  type Review,
} from "../../../src/forge/index.ts";

export const ada: ForgeUser = { id: "1", name: "ada" };
export const bob: ForgeUser = { id: "2", name: "bob" };
/** Whose token Groundwork has. */
export const bot: ForgeUser = { id: "9", name: "bot" };

export interface MemoryIssue {
  readonly number: number;
  readonly subject: string;
  title: string;
  body: string;
  isOpen: boolean;
  readonly comments: string[];
}

/** A forge in memory: tests change its change requests and look at what was posted. */
export class MemoryForge {
  readonly requests = new Map<number, ChangeRequest>();
  readonly reviews = new Map<number, readonly Review[]>();
  /** Who pushed to a change request; the author where nothing is said. */
  readonly contributors = new Map<number, readonly ForgeUser[] | "unknown">();
  /** Commits that a change request brought before the one that its merge names. */
  readonly landedBefore = new Map<number, readonly string[]>();
  /** By `number topic`. */
  readonly comments = new Map<string, string>();
  /** `commit context state: description`, in the order they were set. */
  readonly statuses: string[] = [];
  /** Texts of change requests that Groundwork has opened. */
  readonly bodies = new Map<number, string>();
  /** What people wrote, by change request; the oldest first. */
  readonly posted = new Map<number, readonly PostedComment[]>();
  /** `comment reaction`, in the order they were set; `undefined` for a forge without signs. */
  reactions: string[] | undefined = [];
  /** By id of the user, where it is another one than {@link permission}. */
  readonly permissions = new Map<string, Permission | "unknown">();
  /** Called when a sign is set. */
  onReaction: (reaction: Reaction) => void = () => {};
  /** Called before each answer about what a user may do. */
  onPermission: (user: ForgeUser) => void = () => {};
  readonly deployments: string[] = [];
  /** Issues by their subjects, all that were ever made; `undefined` for a forge without issues. */
  issues: MemoryIssue[] | undefined = [];
  /** Called before an issue is written, when it was looked for. */
  beforeIssueIsWritten: () => Promise<void> = async () => {};
  /** The most environments of a run whose deployments it shows. */
  mostDeployments: number | undefined;
  /** By `commit context`; `undefined` for a forge that shows none. */
  annotations: Map<string, readonly Annotation[]> | undefined;
  readonly branchHeads = new Map<string, string>();
  permission: Permission | "unknown" = "write";
  /** Requests that wrote. */
  writes = 0;
  isDown = false;
  /** It answers, and takes nothing that is posted. */
  takesNothing = false;
  /** It answers, and takes no comments. */
  refusesComments = false;
  /** Called before each answer about a change request. */
  onRead: (number: number) => void = () => {};
  /** Called before a change request is opened, and before a reference is moved. */
  beforeOpening: () => void = () => {};
  beforeMoving: (reference: string) => void = () => {};
  /** Called before each answer about where a reference is. */
  onBranchRead: (reference: string) => void = () => {};

  open(number: number, head: string, some: Partial<ChangeRequest> = {}): ChangeRequest {
    const request: ChangeRequest = {
      number,
      title: `Change ${number}`,
      url: `https://git.example.com/acme/platform/pulls/${number}`,
      state: "open",
      isDraft: false,
      author: ada,
      base: { branch: "main" },
      head: { branch: `topic-${number}`, commit: head },
      isFromFork: false,
      labels: [],
      ...some,
    };
    this.requests.set(number, request);
    return request;
  }

  change(number: number, some: Partial<ChangeRequest>): void {
    const request = this.requests.get(number);
    if (request) this.requests.set(number, { ...request, ...some });
  }

  get forge(): Forge {
    return {
      name: "local",
      repository: "acme/platform",
      board: {
        limits: { commentBytes: 60_000, dialect: "gitea" },
        ensureComment: async ({ number }, topic, body) => {
          if (this.refusesComments) throw unavailable("comment");
          const before = this.comments.get(`${number} ${topic}`);
          if (before !== body) this.write("comment");
          this.comments.set(`${number} ${topic}`, body);
          const url = `https://git.example.com/acme/platform/pulls/${number}#comment`;
          return { url, done: before === undefined ? "created" : before === body ? "unchanged" : "updated" };
        },
        reviseComment: async ({ number }, topic, body) => {
          const before = this.comments.get(`${number} ${topic}`);
          if (before === undefined) return undefined;
          if (before !== body) this.write("comment");
          this.comments.set(`${number} ${topic}`, body);
          const url = `https://git.example.com/acme/platform/pulls/${number}#comment`;
          return { url, done: before === body ? "unchanged" : "updated" };
        },
      },
      comments: {
        announced: (event) => JSON.parse(Buffer.from(event).toString("utf8")) as AnnouncedComment,
        of: async (number) => {
          this.answer("comments");
          return this.posted.get(number) ?? [];
        },
      },
      ...(this.reactions && {
        reactions: {
          ensureReaction: async ({ comment }: { readonly comment: string }, reaction: Reaction) => {
            this.write("reaction");
            this.onReaction(reaction);
            this.reactions?.push(`${comment} ${reaction}`);
          },
        },
      }),
      statuses: {
        setStatus: async (commit, { context, state, description }) => {
          this.write("status");
          this.statuses.push(`${commit} ${context} ${state}: ${description}`);
        },
        statusesOf: async (commit) => {
          this.answer("statuses");
          return this.statusesOf(commit);
        },
      },
      ...(this.annotations && {
        annotations: {
          ensureAnnotations: async (commit: string, context: string, annotations: readonly Annotation[]) => {
            this.write("annotations");
            this.annotations?.set(`${commit} ${context}`, annotations);
          },
        },
      }),
      changeRequests: {
        read: async (number) => this.read(number),
        openAt: async (head) => {
          this.answer("change requests of a commit");
          return [...this.requests.values()].filter((each) => each.state === "open" && each.head.commit === head);
        },
        mergedBy: async (commit, branch) => {
          this.answer("merges");
          return [...this.requests.values()].filter(
            ({ number, state, merge, base }) =>
              state === "merged" &&
              base.branch === branch &&
              (merge?.commit === commit || this.landedBefore.get(number)?.includes(commit)),
          );
        },
        reviewsOf: async (number) => {
          this.answer("reviews");
          return this.reviews.get(number) ?? [];
        },
        filesOf: async () => "unknown",
        requiredChecksOf: async () => "unknown",
        contributorsOf: async (number) => {
          this.answer("contributors");
          return this.contributors.get(number) ?? [ada];
        },
      },
      proposals: {
        ensureOpen: async ({ title, body, head, base }) => {
          this.beforeOpening();
          this.write("change request");
          const there = this.from(head).find((each) => each.state === "open");
          if (there) return there;
          const number = Math.max(0, ...this.requests.keys()) + 1;
          this.bodies.set(number, body);
          const commit = this.branchHeads.get(`refs/heads/${head}`) ?? "";
          return this.open(number, commit, {
            title,
            author: bot,
            head: { branch: head, commit },
            base: { branch: base },
          });
        },
        from: async (head) => {
          this.answer("change requests of a branch");
          return this.from(head);
        },
        ensureClosed: async (number, at) => {
          const { state, head } = this.read(number);
          if (state !== "open") return true;
          if (head.commit !== at) return false;
          this.write("closing");
          this.change(number, { state: "closed" });
          return true;
        },
      },
      identities: {
        self: async () => bot,
        permissionOf: async (user) => {
          this.onPermission(user);
          this.answer("permissions");
          return this.permissions.get(user.id) ?? this.permission;
        },
      },
      deployments: {
        ...(this.mostDeployments !== undefined && { mostOfOneRun: this.mostDeployments }),
        ensureDeployment: async ({ environment, commit, state }) => {
          this.write("deployment");
          this.deployments.push(`${environment} ${commit} ${state}`);
        },
      },
      ...(this.issues && { issues: this.issuePort(this.issues) }),
      branches: {
        read: async (reference) => {
          this.onBranchRead(reference);
          return this.branchHeads.get(reference);
        },
        compareAndSwap: async (reference, expected, to) => {
          this.beforeMoving(reference);
          if (this.branchHeads.get(reference) !== expected) return false;
          if (to === undefined) this.branchHeads.delete(reference);
          else this.branchHeads.set(reference, to);
          for (const { number, state, head } of this.requests.values())
            if (state === "open" && to !== undefined && reference === `refs/heads/${head.branch}`)
              this.change(number, { head: { ...head, commit: to } });
          return true;
        },
      },
    };
  }

  /** As a forge's own: between looking for an issue and writing it, another process may do the same. */
  private issuePort(issues: MemoryIssue[]): Issues {
    const find = (subject: string) => issues.find((each) => each.subject === subject);
    const tracked = (number: number) => ({ number, url: `https://git.example.com/acme/platform/issues/${number}` });
    return {
      ensureIssue: async (subject, { title, body }) => {
        const found = find(subject);
        await this.beforeIssueIsWritten();
        if (found?.isOpen && found.title === title && found.body === body) return tracked(found.number);
        this.write("issue");
        const issue = found ?? { number: 100 + issues.length, subject, title, body, isOpen: true, comments: [] };
        if (!found) issues.push(issue);
        Object.assign(issue, { title, body, isOpen: true });
        return tracked(issue.number);
      },
      closeIssue: async (subject, comment) => {
        const found = find(subject);
        if (!found?.isOpen) return;
        await this.beforeIssueIsWritten();
        this.write("issue");
        this.write("issue");
        found.comments.push(comment);
        found.isOpen = false;
      },
    };
  }

  /** The newest one of each context. */
  private statusesOf(commit: string): readonly CommitStatus[] {
    const newest = new Map<string, CommitStatus>();
    for (const text of this.statuses) {
      const [, of, context = "", state, description = ""] = /^(\S+) (\S+) (\S+): (.*)$/s.exec(text) ?? [];
      if (of === commit) newest.set(context, { context, state: state as CommitStatus["state"], description });
    }
    return [...newest.values()];
  }

  /** Writes a comment as a person. @returns the event that tells of it */
  say(number: number, by: ForgeUser, body: string, some: Partial<PostedComment> = {}): Uint8Array {
    const before = this.posted.get(number) ?? [];
    const id = String(before.length + 1);
    const at = new Date(Date.UTC(2026, 0, 1)).toISOString();
    this.posted.set(number, [...before, { id, by, body, at, isEdited: false, isByBot: false, ...some }]);
    return Buffer.from(JSON.stringify({ number, id, body }));
  }

  /** The newest first. */
  private from(branch: string): readonly ChangeRequest[] {
    const found = [...this.requests.values()].filter(({ head }) => head.branch === branch);
    return found.toSorted((one, other) => other.number - one.number);
  }

  private read(number: number): ChangeRequest {
    this.onRead(number);
    this.answer("change request");
    const request = this.requests.get(number);
    if (!request) throw new NoSuchChangeRequest({ forge: "local", repository: "acme/platform", number });
    return request;
  }

  private write(what: string): void {
    this.answer(what);
    if (this.takesNothing) throw unavailable(what);
    this.writes += 1;
  }

  private answer(request: string): void {
    if (this.isDown) throw unavailable(request);
  }
}

function unavailable(request: string): ForgeUnavailable {
  return new ForgeUnavailable({ forge: "local", request, what: "connection refused" });
}
