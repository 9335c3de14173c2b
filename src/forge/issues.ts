/** An issue that is kept about one subject. */
export interface TrackedIssue {
  readonly number: number;
  readonly url: string;
}

/** The issues of a repository. Every verb may be repeated. */
export interface Issues {
  /** Makes the one issue about `subject` open and read so: creates it, reopens it, edits it, or leaves it. */
  ensureIssue(subject: string, issue: { readonly title: string; readonly body: string }): Promise<TrackedIssue>;
  /** Closes the issue about `subject`, with a last comment; nothing when none is open. */
  closeIssue(subject: string, comment: string): Promise<void>;
}
