using System.CommandLine;
using WorldModel.Cli.Files;
using WorldModel.Cli.Month;
using WorldModel.Cli.Serving;
using WorldModel.Cli.Terminal;
using WorldModel.Cli.Training;
using WorldModel.Schema;

namespace WorldModel.Cli.Commands;

/// <summary><c>worldmodel month</c>: whether reports tell the truth, in worlds where it is known.</summary>
internal sealed class MonthCommand : CliCommand
{
    private readonly Option<int> _seed = OptionOf.Int("--seed", "The same seed gives the same result", 1, 0, 100_000);
    private readonly Option<int> _replications = OptionOf.Int("--replications", "How many months", 1, 1, 9_999);
    private readonly Option<int> _consumers = OptionOf.Int("--consumers", "Consumers of a world", 1_024, 64, 100_000);
    private readonly Option<int> _trained = OptionOf.Int(
        "--trained-days", "Days of the world that the model is trained on", 365, 120, 1_500);
    private readonly Option<int> _history = OptionOf.Int(
        "--history", "Days of a month's world before its campaign", 60, 1, 700);
    private readonly Option<int> _days = OptionOf.Int("--days", "Days of the campaign", 30, 2, 366);
    private readonly Option<double> _allowance = OptionOf.Number(
        "--allowance", "What the pool gets a consumer and day", .0225, 0, 1_000);
    private readonly Option<string> _out = OptionOf.OutputFolder("--out", "The folder to write to", "out/month");

    public MonthCommand(CommandContext context)
        : base("month", "Lives months with daily decisions for every consumer, each in a simulated world of its own, "
            + "beside a placebo campaign, and compares what the reports say with the truth.",
            "worldmodel month --seed 1 --replications 100 --out out/month", context) =>
        Accepts(_seed, _replications, _consumers, _trained, _history, _days, _allowance, _out);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var options = new MonthOptions(
            arguments.GetValue(_seed), arguments.GetValue(_replications), arguments.GetValue(_consumers),
            arguments.GetValue(_trained), arguments.GetValue(_history), arguments.GetValue(_days),
            arguments.GetValue(_allowance), arguments.GetRequiredValue(_out),
            ExampleFile.Find("purchase-campaign.json"), ExampleFile.Find("purchase-world.schema.json"));
        Directory.CreateDirectory(options.Out);
        var schema = ConsumerSchema.Load(options.Schema);
        var path = Path.Combine(options.Out, "model.wmdl");
        var model = await context.Phases.Compute("train",
            progress => MonthModel.Train(options, schema, path, progress.ForTraining()),
            m => $"model {m.Hash[..12]}, of a world of its own");
        var trained = context.Phases.TotalSeconds;
        var months = new List<MonthReplication>();
        await context.Phases.Run("live", async progress =>
        {
            var life = new MonthLife(options, schema, path, context.Stop);
            while (months.Count < options.Replications)
            {
                months.Add(await life.Run(months.Count + 1, TimeProvider.System));
                progress.Report((double)months.Count / options.Replications, $"month {months.Count}, "
                    + $"{new MonthChecks(months).Covered} of them covered");
            }
            return months.Count;
        }, n => $"{n} months of {options.Days} days, {options.Consumers:N0} consumers each");
        return await Write(options, model.Hash, months, trained, context);
    }

    private static async Task<CommandOutcome> Write(
        MonthOptions options, string model, List<MonthReplication> months, double trained, CommandContext context)
    {
        var json = MonthJson.Of(options, model, months, trained);
        var (results, page) = (Path.Combine(options.Out, "results.json"), Path.Combine(options.Out, "report.html"));
        await ResultFile.Write(results, json, context.Stop);
        (string, string)[] provenance =
        [
            ("command", options.CommandLine), ("world's seed", $"{months[0].WorldSeed}"), ("model", model),
        ];
        await File.WriteAllTextAsync(page, CampaignPage.Render(months[0].Campaign.Report, provenance), context.Stop);
        MonthPrinter.Print(context.Out, months);
        context.Out.Profile.Out.Writer.WriteLine($"{results}, and the first month's report as a page: {page}");
        return new CommandOutcome(json, new MonthChecks(months).All.All(check => check.Holds));
    }
}
