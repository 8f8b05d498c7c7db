// A person signs in with @azure/msal-node, unchanged: people.mjs device|code. The client and the tenant come from AZURE_CLIENT_ID and AZURE_TENANT_ID.
// The first line of the output says what to open in a browser; the last one, what came of it.
import { createServer } from "node:http";
import { CryptoProvider, PublicClientApplication } from "@azure/msal-node";
import { createDefaultHttpClient, createHttpHeaders, createPipelineFromOptions, createPipelineRequest } from "@azure/core-rest-pipeline";

const { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: clientId } = process.env;
const arm = "https://management.azure.com/user_impersonation", graph = "https://graph.microsoft.com/User.Read";
const [pipeline, http] = [createPipelineFromOptions({}), createDefaultHttpClient()]; // knows the proxy, as @azure/identity does

const send = (method) => async (url, options) => {
  const request = createPipelineRequest({ url, method, body: options?.body, headers: createHttpHeaders(options?.headers) });
  const { status, headers, bodyAsText } = await pipeline.sendRequest(http, request);
  return { status, headers: headers.toJSON(), body: JSON.parse(bodyAsText) };
};
const networkClient = { sendGetRequestAsync: send("GET"), sendPostRequestAsync: send("POST") };
const application = new PublicClientApplication({
  auth: { clientId, authority: `https://login.microsoftonline.com/${tenant}` }, system: { networkClient },
});

const say = (what) => console.log(JSON.stringify(what));
const audience = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url")).aud;

// Waits for the browser to bring the code back.
const listen = () => new Promise((ready) => {
  const server = createServer((request, response) => {
    response.end("You can close this window.");
    server.close();
    server.arrived(new URL(request.url, "http://localhost").searchParams);
  });
  const answer = new Promise((arrived) => { server.arrived = arrived; });
  server.listen(0, "localhost", () => ready({ redirectUri: `http://localhost:${server.address().port}`, answer }));
});

const signIn = {
  device: () => application.acquireTokenByDeviceCode({
    scopes: [graph], deviceCodeCallback: ({ verificationUri, userCode }) => say({ open: `${verificationUri}?otc=${userCode}` }),
  }),
  code: async () => {
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
    const { redirectUri, answer } = await listen();
    say({ open: await application.getAuthCodeUrl({
      scopes: [graph], extraScopesToConsent: [arm], redirectUri, codeChallenge: challenge, codeChallengeMethod: "S256",
    }) });
    const code = (await answer).get("code");
    return application.acquireTokenByCode({ code, scopes: [graph], redirectUri, codeVerifier: verifier });
  },
}[process.argv[2]];

try {
  const { account, accessToken, idTokenClaims } = await signIn();
  const again = await application.acquireTokenSilent({ account, scopes: [graph] });
  const other = await application.acquireTokenSilent({ account, scopes: [arm] }).then((t) => audience(t.accessToken), (e) => e.errorMessage);
  say({
    name: account.username, subject: idTokenClaims.sub, audience: audience(accessToken), fromCache: again.fromCache, other,
  });
} catch (error) {
  say({ error: error.errorCode, message: error.errorMessage ?? error.message });
  process.exitCode = 1;
}
