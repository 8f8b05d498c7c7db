using System.Collections.Frozen;

namespace Sallyport.Explain.Errors;

/// <summary>
/// What a code of the token service means, and what to do. It is less than a likely cause, which is found in what was
/// presented and never in the code: a code is all that some texts and records tell. Each entry of the catalogue
/// <c>Aadsts</c> has one.
/// </summary>
/// <param name="Text">What it means, in one sentence.</param>
/// <param name="Advice">What to do.</param>
public sealed record CodeMeaning(string Text, string Advice)
{
    private static readonly FrozenDictionary<int, CodeMeaning> Known = new Dictionary<int, CodeMeaning>
    {
        // What a federated credential says.
        [70025] = new(
            "The application has no federated credential.",
            "Add one, or sign in with the client ID of the application that has it."),
        [70021] = new(
            "No federated credential of the application fits what was presented.",
            "Compare issuer, subject and audience of the token with the credentials, character by character."),
        [700211] = new(
            "No federated credential of the application names the issuer that was presented.",
            "Compare the iss of the token with the issuers of the credentials, down to a slash at the end."),
        [700212] = new(
            "A federated credential names the issuer, but none with this issuer names the audience.",
            "Compare the aud that the job asks for with the audiences of the credentials."),
        [700213] = new(
            "Issuer and audience fit a federated credential, the subject fits none.",
            "Compare the sub of the token with the subjects of the credentials, part by part."),
        [7002138] = new(
            "The subject fits a federated credential but for upper and lower case.",
            "Spell the subject of the credential exactly as the token does."),
        [7002131] = new(
            "The subject fits no federated credential, and no expression holds.",
            "Compare the claims of the token with each comparison of the expression: all have to hold."),

        // The token itself.
        [5002727] = new(
            "The header of the token says that it is another kind of token.",
            "Pass on the ID token of the job."),
        [5002738] = new(
            "The token is signed with an algorithm that is not accepted.",
            "Have the issuer sign with RS256."),
        [700222] = new(
            "The token was issued by Microsoft Entra itself.",
            "Pass on the ID token of the job, not an access token."),
        [50027] = new(
            "What was presented is not a whole token.",
            "Pass on the token as the job got it: no quotation marks, no line break, nothing cut off."),
        [90014] = new(
            "A claim or a field that is needed is missing.",
            "Look which one the message names, and have the issuer or the request send it."),
        [501661] = new(
            "The token service could not read the documents of the issuer.",
            "Check that the issuer's /.well-known/openid-configuration and its keys can be read from outside."),
        [700027] = new(
            "The key that signed the token is not known, or not valid.",
            "Check the kid of the token against the keys of the issuer, or the certificate of the application."),
        [7000274] = new(
            "The signature does not fit the key of the issuer.",
            "Pass on the token unchanged, and check that the issuer publishes the keys it signs with."),
        [70023] = new(
            "The token is valid for more than 25 hours, or does not say when it was issued.",
            "Have the issuer give out a token that lives shorter, with iat."),
        [700024] = new(
            "The token is not valid yet, or not any more.",
            "Get a new token directly before the sign-in, and check the clocks."),
        [50013] = new(
            "The token was presented before, and its credential takes each one once.",
            "Get a new token for each sign-in."),
        [700021] = new(
            "The token that the client signed is about another client.",
            "Put the client ID that signs in into iss and sub of the client's token."),
        [700023] = new(
            "The token that the client signed is for another address.",
            "Put the address of the tenant's token endpoint into its aud."),
        [5002723] = new(
            "The header of the token names no key.",
            "Have the issuer write the kid of its key into the header."),

        // What the tenant demands.
        [700223] = new("The tenant takes no federated credentials at all.", "Ask an administrator of the tenant."),
        [700238] = new("The tenant does not allow this issuer.", "Ask an administrator of the tenant to allow it."),
        [7002381] = new(
            "The tenant demands a claim with certain values, and the token has another one or none.",
            "Run the job where its issuer writes such a value, or ask an administrator of the tenant."),

        // The tenant and the client.
        [90002] = new(
            "There is no such tenant.",
            "Check the tenant ID that the job signs in to (az login -t, AZURE_TENANT_ID)."),
        [900023] = new(
            "The tenant is neither an ID nor a domain name.",
            "Check the tenant ID that the job signs in to (az login -t, AZURE_TENANT_ID)."),
        [900021] = new(
            "The tenant ID is the empty GUID: nobody filled it in.",
            "Set the tenant ID (az login -t, AZURE_TENANT_ID)."),
        [700038] = new(
            "The client ID is the empty GUID: nobody filled it in.",
            "Set the client ID (az login -u, AZURE_CLIENT_ID)."),
        [700016] = new(
            "The tenant has no application with this client ID.",
            "Check the client ID (not the object ID) and the tenant that the job signs in to."),
        [7000229] = new(
            "The application has no service principal in the tenant.",
            "Create it: az ad sp create --id CLIENT-ID."),
        [7000112] = new("The service principal of the application is disabled.", "Ask its owner why, and enable it."),
        [7000215] = new("The client secret is wrong.", "Send the value of the secret, not its ID, or make a new one."),
        [7000222] = new(
            "The client secret has expired.",
            "Make a new secret, or use a federated credential, which needs none."),
        [7000216] = new(
            "The client sent neither a secret nor a token to prove who it is.",
            "Send client_assertion or client_secret. An empty variable counts as nothing."),
        [7000218] = new(
            "The client sent neither a secret nor a token to prove who it is.",
            "Send client_assertion or client_secret, or sign in with an application that is a public client."),
        [700025] = new(
            "The client is public, and sent a secret or a token all the same.",
            "Leave out client_assertion and client_secret."),

        // The request.
        [900144] = new("A parameter of the request is missing.", "Send the parameter that the message names."),
        [9002313] = new(
            "The request cannot be read.",
            "Send a form, each parameter once, and one way to prove who the client is."),
        [70003] = new("The grant is not offered.", "Use client_credentials for a job."),
        [1002012] = new("The scope does not end in /.default.", "Ask for the resource with /.default behind it."),
        [70011] = new("The scope is not valid.", "Ask for one resource at a time, with /.default behind it."),
        [500011] = new("The tenant has no such resource.", "Check the address of the resource in the scope."),
        [500014] = new("The service principal of the resource is disabled.", "Ask an administrator of the tenant."),
        [50049] = new("This host is not a login host.", "Check the address of the authority."),
        [900561] = new("The token endpoint takes POST only.", "Send the request with POST."),
        [9001023] = new("A password cannot be sent to an address of all tenants.", "Use the address of the tenant."),
        [90033] = new("The service could not answer.", "Try again."),
        [90055] = new("There were too many requests.", "Wait, and try again."),

        // People.
        [50126] = new(
            "The password is wrong, or nobody has this name; strangers are not told which.",
            "Check the name – all of it, with the domain – and the password. An administrator can set a new one."),
        [50034] = new("Nobody in the directory has this name.", "Check the name, all of it, with the domain."),
        [50053] = new(
            "The account is locked for a while after too many wrong passwords.",
            "Wait some minutes. If it was not you, set a new password."),
        [50055] = new(
            "The password is only good for choosing another one.",
            "Sign in on a page in a browser, and choose a new password there."),
        [50057] = new("The account is disabled.", "Ask an administrator to enable it."),
        [50173] = new("The sessions of the account were ended after this one began.", "Sign in again."),
        [50058] = new("No page could be shown, and nobody was signed in.", "Sign in on a page."),
        [65001] = new(
            "Nobody has agreed to what the application wants to do for this person.",
            "Sign in on a page and agree, or have an administrator agree for all."),
        [65004] = new(
            "The person did not agree to what the application wants to do.",
            "Sign in again, and agree if you trust the application."),
        [90094] = new(
            "Only an administrator can agree to what the application wants to do.",
            "Ask an administrator of the tenant."),
        [650053] = new(
            "The application asks for a permission that the resource does not have.",
            "Correct the scope that the application asks for."),

        // Sign-in of people in an application.
        [50011] = new(
            "The redirect URI is none of the application's.",
            "Add it to the application exactly as it is sent, or send one of those that are there."),
        [900971] = new(
            "The request has no redirect URI, and the application has none or several.",
            "Send the redirect URI."),
        [50194] = new("The application is of one tenant, and the address of all.", "Use the address of the tenant."),
        [9002325] = new("A single-page application has to use PKCE.", "Send code_challenge and code_verifier."),
        [700054] = new(
            "The application has not switched this response type on.",
            "Use the code flow, or switch the type on at the application."),
        [70005] = new("There is no such response type.", "Use the code flow."),
        [70007] = new(
            "There is no such response mode here.",
            "Use query, fragment or form_post as the response type allows."),
        [501491] = new("The code challenge has the wrong form.", "Send the SHA-256 of the verifier in base64url."),
        [501481] = new(
            "The code verifier does not fit the challenge.",
            "Send the verifier from which the challenge was made."),
        [54005] = new("The code was used before.", "Sign in again, and use each code once."),
        [70008] = new("The code is too old.", "Sign in again."),
        [9002327] = new(
            "The code is of a single-page application, and no browser sent it.",
            "Register the redirect URI for the kind of client that it is."),
        [9002326] = new(
            "The code came from a page, and the application is not a single-page application.",
            "Register the redirect URI as that of a single-page application."),
        [70000] = new("The refresh token is not valid.", "Sign in again."),
        [700082] = new("The refresh token was not used for too long.", "Sign in again."),
        [700084] = new(
            "The refresh token of a single-page application is older than 24 hours, which nothing prolongs.",
            "Sign in again."),
        [70016] = new(
            "The person has not entered the code yet.",
            "Open the page, enter the code, and let the client ask on."),
        [70020] = new("The code for the device is too old.", "Begin the sign-in again."),
        [70018] = new("There is no such code for a device, or it was used.", "Begin the sign-in again."),
    }.ToFrozenDictionary();

    /// <summary>All that are known, by number.</summary>
    public static IReadOnlyDictionary<int, CodeMeaning> All => Known;

    /// <summary>What a code means; null where this instance never answers with it.</summary>
    /// <param name="number">The number behind <c>AADSTS</c>.</param>
    public static CodeMeaning? Of(int number) => Known.GetValueOrDefault(number);
}
