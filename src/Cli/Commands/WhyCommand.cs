using System.CommandLine;
using System.Text.Json;
using WorldModel.Cli.Terminal;
using WorldModel.Cli.Trust;
using WorldModel.Client.Wire;
using WorldModel.Schema;
using WorldModel.Silo.Explaining;

namespace WorldModel.Cli.Commands;

/// <summary><c>worldmodel why</c>: a decision, or all of them, made again from the journal of a data folder.</summary>
internal sealed class WhyCommand : CliCommand
{
    private readonly Argument<string?> _decision = new("DECISION")
    {
        Description = "The decision's id",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _all = new("--all") { Description = "Makes every decision again instead" };
    private readonly Option<string> _data = ArchiveFolder.Option();
    private readonly Option<string?> _store = ArchiveFolder.StoreOption();
    private readonly Option<string?> _model = OptionOf.InputFile(
        "--model", "Decide by this model file instead of the one that decided, and say what differs");

    public WhyCommand(CommandContext context)
        : base("why", "Makes a decision again, bit for bit, from the journal and the model file, and says at which "
            + "price or without which event it would have been another. The silo may be running.",
            "worldmodel why 0123456789abcdef0123456789abcdef --data out/demo/silo", context)
    {
        _decision.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var id }] && (id.Length != 32 || !id.All(char.IsAsciiHexDigitLower)))
                result.AddError($"DECISION: got {id}, expected a decision's id, 32 hexadecimal digits");
        });
        Arguments.Add(_decision);
        Accepts(_all, _data, _store, _model);
    }

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var (decision, all) = (arguments.GetValue(_decision), arguments.GetValue(_all));
        if (decision is null == !all)
            throw new InputException("DECISION", decision, "the id of a decision, or --all");
        var archive = ArchiveFolder.Open(
            arguments.GetRequiredValue(_data), arguments.GetValue(_store), arguments.GetValue(_model));
        return all ? await All(archive, context) : await One(archive, decision!, context);
    }

    private static async Task<CommandOutcome> One(DecisionArchive archive, string decision, CommandContext context)
    {
        var found = await context.Phases.Compute("replay",
            progress => archive.Why(decision, cores: Environment.ProcessorCount, stop: progress.Stop),
            why => why is { } found ? $"found in shard {found.Shard}" : $"not in {archive.Shards} shards");
        if (found is not { } why)
            throw new InputException("DECISION", decision, "a decision that the kept journal tells of");
        var info = TrustMapping.Wire(why.Shard, why.Explained);
        WhyPrinter.Print(context.Out, info);
        var json = JsonSerializer.SerializeToNode(info, WireJson.Default.WhyInfo)!.AsObject();
        return new CommandOutcome(json, info.Reproduced);
    }

    private static async Task<CommandOutcome> All(DecisionArchive archive, CommandContext context)
    {
        var totals = await context.Phases.Compute("replay",
            progress => archive.VerifyAll(
                so => progress.Report((double)so.ShardsDone / so.Shards, $"{so.Decisions:N0} decisions made again"),
                Environment.ProcessorCount, progress.Stop),
            so => $"{so.ShardsDone:N0} shards");
        VerifyPrinter.Print(context.Out, totals);
        return new CommandOutcome(VerifyPrinter.Json(totals), totals.IsWhole);
    }
}
