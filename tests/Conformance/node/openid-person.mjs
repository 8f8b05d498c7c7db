// A web application signs a person in with openid-client, unchanged, by discovery alone: openid-person.mjs PORT
// The names of the real services are asked at the instance's local names. The client, its secret and the tenant come from the environment.
// The first line of the output says what to open in a browser; the next one, what came of it; the last one, where the person signs out.
import { once } from "node:events";
import { createServer } from "node:http";
import * as client from "openid-client";

const port = process.argv[2];
const { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: clientId, AZURE_CLIENT_SECRET: secret } = process.env;
const names = { "login.microsoftonline.com": "login.localhost", "graph.microsoft.com": "graph.localhost" };
const reach = (address, options) => {
  const url = new URL(address);
  if (names[url.hostname]) [url.hostname, url.port] = [names[url.hostname], port];
  return fetch(url, options);
};
const say = (what) => console.log(JSON.stringify(what));

// The application's own address.
const server = createServer();
await new Promise((ready) => server.listen(0, "localhost", ready));
const redirectUri = `http://localhost:${server.address().port}/callback`;
const arrive = async () => {
  const [request, response] = await once(server, "request");
  response.end("Welcome.");
  return new URL(request.url, redirectUri);
};

try {
  const issuer = new URL(`https://login.microsoftonline.com/${tenant}/v2.0`);
  const config = await client.discovery(issuer, clientId, secret, undefined, { [client.customFetch]: reach });
  config[client.customFetch] = reach;
  client.enableNonRepudiationChecks(config); // the signature, by the tenant's key set
  const [pkceCodeVerifier, expectedState, expectedNonce] = [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()];
  const arrival = arrive();
  say({ open: client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri, scope: "openid profile email", state: expectedState, nonce: expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: "S256",
  }) });
  const tokens = await client.authorizationCodeGrant(
    config, await arrival, { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true });
  const claims = tokens.claims();
  say({ claims, info: await client.fetchUserInfo(config, tokens.access_token, claims.sub) });
  const departure = arrive();
  say({ open: client.buildEndSessionUrl(config, { post_logout_redirect_uri: redirectUri, id_token_hint: tokens.id_token }) });
  await departure;
} catch (error) {
  say({ error: error.code, message: error.error_description ?? error.cause?.message ?? error.message });
  process.exitCode = 1;
}
server.close();
server.closeAllConnections();
