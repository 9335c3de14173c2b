/** A kubeconfig as JSON. @param ca of the server; its certificate is not looked at when left out */
export function kubeconfigOf(at: { readonly server: string; readonly ca?: string; readonly token: string }): string {
  const trust =
    at.ca === undefined
      ? { "insecure-skip-tls-verify": true }
      : { "certificate-authority-data": Buffer.from(at.ca).toString("base64") };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    contexts: [{ name: "test", context: { cluster: "test", user: "test" } }],
    clusters: [{ name: "test", cluster: { server: at.server, ...trust } }],
    users: [{ name: "test", user: { token: at.token } }],
  });
}
