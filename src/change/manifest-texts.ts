/** What a manifest says before and after a change; absent where it is not there, in both where it is too long or no text. */
export interface ManifestTexts {
  readonly before?: string;
  readonly after?: string;
}
