using System.Text.Json.Nodes;

namespace WorldModel.Cli.Serving;

/// <summary>Sums of a replay, and its first refused lines.</summary>
/// <param name="skipped">Lines sent by an earlier run.</param>
internal sealed class ReplayTotal(long skipped)
{
    private const int RefusalsKept = 1_000;

    private readonly List<RefusedLine> _refused = [];

    public long Skipped { get; } = skipped;

    public long Received { get; private set; }

    public long Applied { get; private set; }

    public long Merged { get; private set; }

    public long Repeated { get; private set; }

    public long RefusedCount { get; private set; }

    public IReadOnlyList<RefusedLine> Refused => _refused;

    public void Add(ReplayedBatch batch)
    {
        Received += batch.Result.Received;
        Applied += batch.Result.Applied;
        Merged += batch.Result.Merged;
        Repeated += batch.Result.Repeated;
        RefusedCount += batch.Result.RefusedTotal;
        foreach (var refused in batch.Result.Refused.Take(RefusalsKept - _refused.Count))
            _refused.Add(new RefusedLine(
                batch.LineNumbers[(int)refused.Index], refused.Code, refused.Field, refused.Value, refused.Expected));
    }

    public JsonObject ToJson() => new()
    {
        ["received"] = Received,
        ["applied"] = Applied,
        ["merged"] = Merged,
        ["repeated"] = Repeated,
        ["refused"] = RefusedCount,
        ["skipped"] = Skipped,
        ["refusedLines"] = new JsonArray([.. _refused.Select(r => new JsonObject
        {
            ["line"] = r.Line,
            ["code"] = r.Code,
            ["field"] = r.Field,
            ["value"] = r.Value,
            ["expected"] = r.Expected,
        })]),
    };
}

/// <summary>A line that the silo refused, and why.</summary>
internal sealed record RefusedLine(long Line, string Code, string Field, string? Value, string Expected);
