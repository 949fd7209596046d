using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;
using WorldModel.Cli.Terminal;
using WorldModel.Cli.Trust;
using WorldModel.Schema;
using WorldModel.Silo.Explaining;

namespace WorldModel.Cli.Commands;

/// <summary><c>worldmodel ledger export</c>: the ledger as CSV, NDJSON or both.</summary>
internal sealed class ExportLedgerCommand : CliCommand
{
    private readonly Option<string> _data = ArchiveFolder.Option();
    private readonly Option<string?> _store = ArchiveFolder.StoreOption();
    private readonly Option<string?> _campaign = new("--campaign")
    {
        Description = "Only this campaign's decisions",
        HelpName = "ID",
    };

    private readonly Option<string?> _csv = OptionOf.OutputFile("--csv", "The CSV file to write");
    private readonly Option<string?> _ndjson = OptionOf.OutputFile("--ndjson", "The NDJSON file to write");

    public ExportLedgerCommand(CommandContext context)
        : base("export", "Writes the decision ledger: decisions, and what became of them, in the order of the journal. "
            + "The silo may be running.",
            "worldmodel ledger export --data silo --csv ledger.csv --ndjson ledger.ndjson", context) =>
        Accepts(_data, _store, _campaign, _csv, _ndjson);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var (csv, ndjson) = (arguments.GetValue(_csv), arguments.GetValue(_ndjson));
        if (csv is null && ndjson is null)
            throw new InputException("--csv", null, "a file to write, or one for --ndjson");
        var archive = ArchiveFolder.Open(arguments.GetRequiredValue(_data), arguments.GetValue(_store));
        var campaign = arguments.GetValue(_campaign);
        // Before any file is begun: an empty one would say that nothing was decided.
        if (campaign is not null)
            archive.CheckCampaign(_campaign.Name, campaign);
        var count = await context.Phases.Compute("ledger", progress =>
        {
            using var file = new LedgerFiles(csv, ndjson);
            var lines = 0L;
            foreach (var line in archive.Ledger(campaign))
            {
                file.Add(TrustMapping.Wire(line));
                progress.Report((double)line.Shard / archive.Shards, Counted.Of(++lines, "line"));
            }
            return lines;
        }, n => Counted.Of(n, "line"));
        foreach (var path in new[] { csv, ndjson }.OfType<string>())
            context.Out.WriteLine($"{Counted.Of(count, "line")} in {path}");
        return new CommandOutcome(new JsonObject { ["lines"] = count, ["csv"] = csv, ["ndjson"] = ndjson });
    }
}
