using Sallyport.Core.Entra.Federation;

namespace Sallyport.Explain.Fixes;

/// <summary>
/// Which managed identity has a credential. Its credentials are changed by Azure Resource Manager and not by Graph.
/// Source: reference of <c>az identity federated-credential</c>; <c>update</c> of older versions needs all three texts.
/// </summary>
/// <param name="owners">The identities by their credentials.</param>
public sealed class IdentityOwners(IReadOnlyDictionary<FederatedIdentityCredential, ManagedIdentity> owners)
{
    private const string Az = "az identity federated-credential";

    /// <summary>There is none: an application has the credentials.</summary>
    public static IdentityOwners None { get; } =
        new(new Dictionary<FederatedIdentityCredential, ManagedIdentity>());

    /// <summary>How many credentials have one.</summary>
    public int Count => owners.Count;

    /// <summary>The fix with the command for an identity in place of that for an application.</summary>
    internal Fix Follow(Fix fix)
    {
        if (fix.Command is not { } command || owners.Count == 0)
            return fix;
        foreach (var (credential, identity) in owners)
        {
            if (Changed(fix, credential, identity, command) is { } changed)
                return changed;
        }
        var first = owners.First();
        var collection = CredentialFix.Collection(first.Key.ApplicationId);
        if (!command.Contains(collection, StringComparison.Ordinal))
            return fix;
        var does = command.Contains("--method POST", StringComparison.Ordinal)
            ? "create --name NAME --issuer ISSUER --subject SUBJECT --audiences AUDIENCE"
            : "list";
        return fix with { Command = $"{Az} {does} {first.Value.Words}" };
    }

    // An identity's credential cannot have an expression everywhere, so a person has to decide that.
    private static Fix? Changed(
        Fix fix, FederatedIdentityCredential credential, ManagedIdentity identity, string command)
    {
        if (fix.Trusts is not { } becomes)
            return null;
        var patch = CredentialFix.Patch(credential, becomes);
        if (!command.Contains(patch, StringComparison.Ordinal))
            return null;
        if (becomes.Subject is null)
            return fix with { Command = null, Text = fix.Text.TrimEnd(':') + "." };
        var update = $"{Az} update --name {ShellWord.Quoted(credential.Name)} {identity.Words} "
            + $"--issuer {ShellWord.Quoted(becomes.Issuer)} --subject {ShellWord.Quoted(becomes.Subject)} "
            + $"--audiences {ShellWord.Quoted(becomes.Audience)}";
        return fix with { Command = command.Replace(patch, update, StringComparison.Ordinal) };
    }
}
