/** Whether an object is signed by a trusted key: with which one, or why not. */
export type Verdict = { readonly key: string } | { readonly problem: string };
