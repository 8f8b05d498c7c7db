using System.CommandLine;
using System.Text;
using Sallyport.Explain;
using Sallyport.ExplainTool.Output;

namespace Sallyport.ExplainTool;

/// <summary>The credentials to compare with, from a file.</summary>
internal static class CredentialFile
{
    /// <summary>A file with credentials.</summary>
    public static readonly Option<string?> Credentials = new("--credentials")
    {
        Description = "A file with the application's credentials as az or Graph lists them (JSON), or - for stdin",
        HelpName = "FILE",
    };

    /// <summary>Reads the credentials of the file.</summary>
    /// <exception cref="CommandFailedException">The file cannot be read, or holds something else.</exception>
    public static async Task<CredentialDocument> ReadAsync(string file, CancellationToken cancel)
    {
        var text = await InputText.ReadAsync("--credentials", file, cancel);
        var (document, error) = CredentialDocument.Read(Encoding.UTF8.GetBytes(text));
        return document
            ?? throw new CommandFailedException(ExitCodes.Usage, $"--credentials: {file}: {error}");
    }
}
