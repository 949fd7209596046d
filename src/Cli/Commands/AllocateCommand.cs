using System.CommandLine;
using System.Globalization;
using WorldModel.Allocation.Files;
using WorldModel.Cli.Allocating;
using WorldModel.Cli.Files;
using WorldModel.Cli.Terminal;
using WorldModel.Schema;

namespace WorldModel.Cli.Commands;

/// <summary><c>worldmodel allocate</c>: a file of uplifts and a budget to decisions.</summary>
internal sealed class AllocateCommand : CliCommand
{
    private const string Report = "report.html";

    private readonly Option<string?> _input = OptionOf.InputFile(
        "--input", "Options, one a row: consumer,treatment,value,cost; may have conversion, se, segment, today",
        required: true);
    private readonly Option<double> _budget = OptionOf.Money("--budget", "What may be spent in all");
    private readonly Option<double?> _minSpend = OptionOf.MoneyIfAny("--min-spend", "What must be spent in all");
    private readonly Option<double?> _roi = OptionOf.MoneyIfAny(
        "--roi", "Value in all must be at least so many times the spend");
    private readonly Option<double?> _contacts = OptionOf.MoneyIfAny(
        "--contact-cap", "At most so many consumers get a treatment");
    private readonly Option<string[]> _caps = new("--cap")
    {
        Description = "A cap, as often as needed: coupon=1000 (money), coupon=count:200 (consumers), "
            + "segment:young=500, segment:young/coupon=count:50",
        HelpName = "WHAT=MOST",
        DefaultValueFactory = _ => [],
    };
    private readonly Option<bool> _skip = new("--skip-bad-rows")
    {
        Description = "Leave bad rows out, naming them, in place of refusing the file",
    };
    private readonly Option<string> _out = OptionOf.OutputFolder(
        "--out", "The folder that gets decisions.csv, frontier.csv and report.html");

    public AllocateCommand(CommandContext context)
        : base("allocate", "Spends a budget where it buys most: exact frontier, allocation, and the bound that no "
            + "other can pass. A consumer gets at most one option; nothing, at no cost, is always one.",
            "worldmodel allocate --input uplifts.csv --budget 1000 --out allocation --json summary.json", context) =>
        Accepts(_input, _budget, _minSpend, _caps, _roi, _contacts, _skip, _out);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var order = Order(arguments);
        var uplifts = await context.Phases.Compute("read",
            progress => UpliftFile.Read(order.Input, new Stage(progress)),
            read => Counted.Of(read.Options.Count, "option") + " of "
                + Counted.Of(read.Options.Consumers.Count, "consumer"));
        AllocationPrinter.PrintUnused(context.Error, order.Input, uplifts.Unused);
        RowProblems.Print(context, order.Input, uplifts.Report, order.SkipBadRows ? "left out" : "bad");
        AllocationRun.RefuseBadRows(order, uplifts.Report);
        var outcome = await context.Phases.Compute("allocate",
            progress => AllocationRun.Decide(order, uplifts, context.Time, new Stage(progress)),
            found => $"{Counted.Of(found.Summary.Treated, "consumer")} to treat");
        await context.Phases.Compute("write", progress => Write(order, outcome, progress), path => path);
        AllocationPrinter.Print(context.Out, outcome.Summary);
        return new CommandOutcome(AllocationJson.Of(outcome));
    }

    private static string Write(AllocationOrder order, AllocationOutcome outcome, PhaseProgress progress)
    {
        progress.Report(0, order.Output);
        AllocationFiles.Write(order.Output, outcome);
        var path = Path.Combine(order.Output, Report);
        File.WriteAllText(path + WritablePath.Partial, AllocationReport.Render(order, outcome));
        File.Move(path + WritablePath.Partial, path, overwrite: true);
        return path;
    }

    private AllocationOrder Order(ParseResult arguments)
    {
        var (input, output) = (arguments.GetRequiredValue(_input)!, arguments.GetRequiredValue(_out));
        RequireApart(arguments, input, output);
        return new AllocationOrder(input, arguments.GetValue(_budget), output)
        {
            MinSpend = arguments.GetValue(_minSpend),
            Roi = arguments.GetValue(_roi),
            ContactCap = Whole(arguments.GetValue(_contacts)),
            Caps = arguments.GetValue(_caps) ?? [],
            SkipBadRows = arguments.GetValue(_skip),
        };
    }

    /// <summary>Scores that cost somebody a night must not be written over by what became of them.</summary>
    private void RequireApart(ParseResult arguments, string input, string output)
    {
        foreach (var name in new[] { AllocationFiles.Decisions, AllocationFiles.FrontierPoints, Report })
        {
            var path = Path.Combine(output, name);
            if (Directory.Exists(path))
                throw new InputException("--out", output, $"another folder: {name} is a folder in this one");
            if (RealPath.AreSame(path, input))
                throw new InputException("--out", output, "another folder: this one's input would be written over");
            if (JsonPath(arguments) is { } json && RealPath.AreSame(path, json))
                throw new InputException("--json", json, $"another file: {name} is written there");
        }
    }

    private static long? Whole(double? number) => number switch
    {
        null => null,
        { } n when n == Math.Floor(n) && n <= int.MaxValue => (long)n,
        { } n => throw new InputException(
            "--contact-cap", n.ToString(CultureInfo.InvariantCulture), "a whole number of consumers"),
    };

    private sealed class Stage(PhaseProgress progress) : IProgress<string>
    {
        public void Report(string value) => progress.Report(0, value);
    }
}
