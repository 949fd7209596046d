using System.Globalization;
using System.Text.Json;
using WorldModel.Cli.Files;
using WorldModel.Client.Wire;

namespace WorldModel.Cli.Trust;

/// <summary>Writes ledger lines as CSV, as NDJSON, or both.</summary>
internal sealed class LedgerFiles : IDisposable
{
    private static readonly string[] Columns =
    [
        "kind", "decisionId", "campaign", "shard", "sequence", "source", "consumer", "day", "at", "treatment", "group",
        "reason", "propensity", "value", "cost", "shadowPrice", "model", "expiresAt",
    ];

    private readonly CsvFile? _csv;
    private readonly StreamWriter? _ndjson;

    public LedgerFiles(string? csv, string? ndjson)
    {
        _csv = csv is null ? null : new CsvFile(csv, Columns);
        if (ndjson is null)
            return;
        if (Path.GetDirectoryName(Path.GetFullPath(ndjson)) is { } folder)
            Directory.CreateDirectory(folder);
        _ndjson = new StreamWriter(ndjson) { NewLine = "\n" };
    }

    public void Add(LedgerItem line)
    {
        _ndjson?.WriteLine(JsonSerializer.Serialize(line, WireJson.Default.LedgerItem));
        _csv?.Field(line.Kind).Field(line.DecisionId).Field(line.Campaign).Field((decimal)line.Shard)
            .Field((decimal)line.Sequence).Field(line.Source ?? "").Field(line.Consumer ?? "")
            .Field(line.Day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "").Field(Text(line.At))
            .Field(line.Treatment ?? "").Field(line.Group ?? "").Field(line.Reason ?? "").Field(Text(line.Propensity))
            .Field(Text(line.Value)).Field(Text(line.Cost)).Field(Text(line.ShadowPrice)).Field(line.Model ?? "")
            .Field(Text(line.ExpiresAt)).EndRow();
    }

    public void Dispose()
    {
        _csv?.Dispose();
        _ndjson?.Dispose();
    }

    private static string Text(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Text(DateTimeOffset? at) => at?.ToString("O", CultureInfo.InvariantCulture) ?? "";
}
