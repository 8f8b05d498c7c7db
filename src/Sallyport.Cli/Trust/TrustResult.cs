using System.Text.Json.Nodes;

namespace Sallyport.Cli.Trust;

/// <summary>What became of one place where certificates are kept.</summary>
/// <param name="Place">Whose place it is.</param>
/// <param name="Path">Where it is; null when there is none.</param>
/// <param name="State">What became of it.</param>
/// <param name="Note">Why it was left out or failed, and the way out.</param>
internal sealed record TrustResult(string Place, string? Path, TrustState State, string? Note = null)
{
    /// <summary>The place as JSON.</summary>
    public JsonObject Json() => new()
    {
        ["place"] = Place, ["path"] = Path, ["state"] = Word, ["note"] = Note,
    };

    /// <summary>The place in a line.</summary>
    public string Line()
    {
        var where = Path is null ? Place : $"{Place}: {Path}";
        var mark = State switch
        {
            TrustState.Done => "✓",
            TrustState.Failed => "✗",
            _ => "-",
        };
        return Note is null ? $"  {mark} {where}" : $"  {mark} {where} – {Note}";
    }

    private string Word => State switch
    {
        TrustState.Done => "done",
        TrustState.Failed => "failed",
        _ => "leftOut",
    };
}

/// <summary>What became of a place.</summary>
internal enum TrustState
{
    /// <summary>It is as it was asked for.</summary>
    Done,

    /// <summary>There was nothing to do, or nobody asked for it.</summary>
    LeftOut,

    /// <summary>It is not as it was asked for.</summary>
    Failed,
}
