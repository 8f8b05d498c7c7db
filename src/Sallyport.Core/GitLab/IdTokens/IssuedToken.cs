namespace Sallyport.Core.GitLab;

/// <summary>What is kept of an ID token that a job got. The token itself is stored nowhere.</summary>
/// <param name="Claims">Its claims, as JSON.</param>
/// <param name="Sha256">
/// Its SHA-256 in lower-case hexadecimal, by which whoever got the token can say what became of it.
/// </param>
public sealed record IssuedToken(string Claims, string Sha256);
