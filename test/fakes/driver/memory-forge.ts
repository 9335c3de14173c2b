import {
  type Annotation,
  type ChangeRequest,
  type CommitStatus,
  type Forge,
  ForgeUnavailable,
  type ForgeUser,
  NoSuchChangeRequest,
  type Permission,
  type Review,
} from "../../../src/forge/index.ts";

export const ada: ForgeUser = { id: "1", name: "ada" };
export const bob: ForgeUser = { id: "2", name: "bob" };

/** A forge in memory: tests change its change requests and look at what was posted. */
export class MemoryForge {
  readonly requests = new Map<number, ChangeRequest>();
  readonly reviews = new Map<number, readonly Review[]>();
  /** Who pushed to a change request; the author where nothing is said. */
  readonly contributors = new Map<number, readonly ForgeUser[] | "unknown">();
  /** By `number topic`. */
  readonly comments = new Map<string, string>();
  /** `commit context state: description`, in the order they were set. */
  readonly statuses: string[] = [];
  readonly deployments: string[] = [];
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
          this.write("comment");
          const before = this.comments.get(`${number} ${topic}`);
          this.comments.set(`${number} ${topic}`, body);
          const url = `https://git.example.com/acme/platform/pulls/${number}#comment`;
          return { url, done: before === undefined ? "created" : before === body ? "unchanged" : "updated" };
        },
      },
      statuses: {
        setStatus: async (commit, { context, state, description }) => {
          this.write("status");
          this.statuses.push(`${commit} ${context} ${state}: ${description}`);
        },
        statusesOf: async (): Promise<readonly CommitStatus[]> => [],
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
            (each) => each.state === "merged" && each.merge?.commit === commit && each.base.branch === branch,
          );
        },
        reviewsOf: async (number) => {
          this.answer("reviews");
          return this.reviews.get(number) ?? [];
        },
        filesOf: async () => "unknown",
        requiredChecksOf: async () => "unknown",
        ensureOpen: async () => {
          throw new Error("The flows open no change request.");
        },
        contributorsOf: async (number) => {
          this.answer("contributors");
          return this.contributors.get(number) ?? [ada];
        },
      },
      identities: {
        self: async () => ({ id: "9", name: "bot" }),
        permissionOf: async () => {
          this.answer("permissions");
          return this.permission;
        },
      },
      deployments: {
        ...(this.mostDeployments !== undefined && { mostOfOneRun: this.mostDeployments }),
        ensureDeployment: async ({ environment, commit, state }) => {
          this.write("deployment");
          this.deployments.push(`${environment} ${commit} ${state}`);
        },
      },
      branches: {
        read: async (reference) => this.branchHeads.get(reference),
        compareAndSwap: async () => false,
      },
    };
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
