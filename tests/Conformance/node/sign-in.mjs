// Signs in with @azure/identity, unchanged, asks Azure Resource Manager for the subscriptions, and prints what came of it as one line of JSON.
//   node sign-in.mjs assertion|workload|secret|certificate|default [authority host [Azure Resource Manager]]
// What the credential is made of comes from the variables that @azure/identity itself knows.
import {
  ClientAssertionCredential, ClientCertificateCredential, ClientSecretCredential, DefaultAzureCredential, WorkloadIdentityCredential,
} from "@azure/identity";
import { bearerTokenAuthenticationPolicy, createDefaultHttpClient, createPipelineFromOptions, createPipelineRequest } from "@azure/core-rest-pipeline";
import { readFile } from "node:fs/promises";

const scope = "https://management.azure.com/.default";
const [kind, authorityHost, manager = "https://management.azure.com"] = process.argv.slice(2);
const { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: client, AZURE_FEDERATED_TOKEN_FILE: file } = process.env;
const options = authorityHost ? { authorityHost, disableInstanceDiscovery: true } : {};
const credential = {
  assertion: () => new ClientAssertionCredential(tenant, client, () => readFile(file, "utf8"), options),
  workload: () => new WorkloadIdentityCredential(options),
  secret: () => new ClientSecretCredential(tenant, client, process.env.AZURE_CLIENT_SECRET, options),
  default: () => new DefaultAzureCredential(),
  certificate: () => new ClientCertificateCredential(tenant, client, process.env.AZURE_CLIENT_CERTIFICATE_PATH, options),
}[kind]();

try {
  const { token } = await credential.getToken(scope);
  const pipeline = createPipelineFromOptions({});
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: scope }));
  const request = createPipelineRequest({ url: manager + "/subscriptions?api-version=2022-12-01" });
  const { status, bodyAsText } = await pipeline.sendRequest(createDefaultHttpClient(), request);
  const claims = JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
  console.log(JSON.stringify({ status, claims, subscriptions: JSON.parse(bodyAsText).value?.map((s) => s.subscriptionId) }));
} catch (error) {
  console.log(JSON.stringify({ error: error.name, message: error.message }));
  process.exitCode = 1;
}
