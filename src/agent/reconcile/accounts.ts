import type { KubernetesApi, ObjectAddress, Resource } from "../../kubernetes/client/index.ts";

/** A service account. */
export interface Account {
  readonly namespace: string;
  readonly name: string;
}

const serviceAccounts: Resource = {
  group: "",
  version: "v1",
  plural: "serviceaccounts",
  kind: "ServiceAccount",
  namespaced: true,
};

/**
 * The API server in the name of service accounts, which the agent has to be allowed to impersonate. One client for each account.
 *
 * The server adds the groups of service accounts itself when only the user is given, as Flux gives it.
 */
export class Accounts {
  readonly #own: KubernetesApi;
  readonly #connect: (headers: Readonly<Record<string, string>>) => KubernetesApi;
  readonly #clients = new Map<string, KubernetesApi>();

  /** @param connect makes a client whose requests carry these headers */
  constructor(own: KubernetesApi, connect: (headers: Readonly<Record<string, string>>) => KubernetesApi) {
    this.#own = own;
    this.#connect = connect;
  }

  /** The agent's own client without an account. */
  apiAs(account: Account | undefined): KubernetesApi {
    if (account === undefined) return this.#own;
    const user = `system:serviceaccount:${account.namespace}:${account.name}`;
    const known = this.#clients.get(user);
    if (known !== undefined) return known;
    const client = this.#connect({ "impersonate-user": user });
    this.#clients.set(user, client);
    return client;
  }

  /** Whether the account is there: in the name of one that is gone nothing can be deleted. */
  async exists({ namespace, name }: Account): Promise<boolean> {
    const at: ObjectAddress = { resource: serviceAccounts, namespace, name };
    return (await this.#own.get(at)) !== undefined;
  }
}
